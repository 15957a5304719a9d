package io.lakegate.server.house;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may import whom: the plan of the house, checked. */
class ImportRulesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/shaded/"))
            .importPackages("io.lakegate");

    @Test
    void nothingImportsTheServer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.lakegate.server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lakegate.server..")
                .check(CLASSES);
    }

    @Test
    void theDriverImportsNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("io.lakegate.jdbc..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lakegate.catalog..", "io.lakegate.adapters..", "io.lakegate.server..")
                .check(CLASSES);
    }

    @Test
    void adaptersDoNotImportEachOtherButForStorage() {
        slices().matching("io.lakegate.adapters.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(alwaysTrue(), resideInAPackage("io.lakegate.adapters.storage.."))
                .check(CLASSES);
    }

    @Test
    void theCatalogIsPlainJava() {
        classes()
                .that()
                .resideInAPackage("io.lakegate.catalog..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.lakegate.catalog..",
                        "java..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "com.github.benmanes.caffeine..")
                .check(CLASSES);
    }

    @Test
    void onlyTheGatewayNamesConcreteAdapters() {
        noClasses()
                .that()
                .resideInAPackage("io.lakegate.server..")
                .and()
                .doNotHaveFullyQualifiedName("io.lakegate.server.Gateway")
                .and()
                .doNotHaveFullyQualifiedName("io.lakegate.server.ExternalTables") // its part, handed on as an interface
                .and()
                .haveNameNotMatching("io\\.lakegate\\.server\\.Stores(\\$.*)?") // its part, handed on to adapters only
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.lakegate.adapters.delta..",
                        "io.lakegate.adapters.duckdb..",
                        "io.lakegate.adapters.iceberg..",
                        "io.lakegate.adapters.ducklake..",
                        "io.lakegate.adapters.storage..")
                .check(CLASSES);
    }

    @Test
    void foreignLibrariesStayBehindTheirFences() {
        fence("org.duckdb..", "io.lakegate.adapters.duckdb..");
        fence("io.delta..", "io.lakegate.adapters.delta..", "io.lakegate.adapters.testing..");
        fence("org.apache.iceberg..", "io.lakegate.adapters.iceberg..", "io.lakegate.adapters.testing..");
        fence(
                "org.apache.hadoop..",
                "io.lakegate.adapters.delta..",
                "io.lakegate.adapters.iceberg..",
                "io.lakegate.adapters.hdfs..",
                "io.lakegate.adapters.testing..");
        fence("com.azure..", "io.lakegate.adapters.azure..");
        fence("org.eclipse.jetty..", "io.lakegate.server.endpoint..", "io.lakegate.adapters.testing..");
        fence("org.apache.calcite.avatica.remote..", "io.lakegate.server.endpoint..", "io.lakegate.jdbc..");
        fence("org.apache.calcite.rel..", "io.lakegate.adapters.calcite..");
        fence("software.amazon.awssdk..", "io.lakegate.adapters.storage.object..");
        fence("org.jline..", "io.lakegate.server.console..");
        fence("at.favre.lib..", "io.lakegate.server.auth..");
        fence("com.nimbusds..", "io.lakegate.server.auth..");
        fence("io.micrometer..", "io.lakegate.server.metrics..");
    }

    private static void fence(String library, String... homes) {
        noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("io.lakegate.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void everyPackageSaysWhatItIs() {
        classes()
                .should(new ArchCondition<JavaClass>("lie in a package with a package-info that is @NullMarked") {
                    private final List<String> known = new ArrayList<>();

                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        String name = item.getPackageName();
                        boolean driver = name.startsWith("io.lakegate.jdbc");
                        if (known.contains(name)) {
                            return;
                        }
                        known.add(name);
                        boolean described = item.getPackage().getPackageInfo() != null
                                && (driver || item.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked"));
                        events.add(new SimpleConditionEvent(item, described, name));
                    }
                })
                .check(CLASSES);
    }
}
