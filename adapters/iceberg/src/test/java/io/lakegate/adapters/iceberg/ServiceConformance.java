package io.lakegate.adapters.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.IcebergServiceConformance;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.LakeCatalog;
import org.junit.jupiter.api.Test;

/** What holds also where a catalog has namespaces of several levels and tells upper case from lower case. */
abstract class ServiceConformance extends IcebergServiceConformance {
    /** The catalog as configuration describes it. */
    abstract IcebergSource source();

    @Override
    protected LakeCatalog open() {
        return new IcebergCatalog("lake", source());
    }

    @Test
    void namespacesOfSeveralLevelsAreSchemasWithDots() {
        writer().makeTable("listing", "one");
        writer().makeTable("listing.eu.north", "two");
        writer().makeTable("listing.eu.north", "another");

        assertThat(lake().schemas())
                .contains("listing", "listing.eu", "listing.eu.north")
                .isSorted();
        assertThat(lake().tables("listing")).containsExactly("one");
        assertThat(lake().tables("listing.eu")).isEmpty();
        assertThat(lake().tables("listing.eu.north")).containsExactly("another", "two");
        assertThat(lake().tables("listing.us")).isEmpty();
        assertThat(lake().tables("")).isEmpty();
    }

    @Test
    void namesAreFoundInAnyCaseAndAnExactOneWins() {
        writer().makeTable("Names.Eu", "Orders");
        writer().makeTable("Names.Eu", "orders");

        assertThat(lake().find("names.EU", "ORDERS")).contains(new TableName("lake", "Names.Eu", "Orders"));
        assertThat(lake().find("names.eu", "orders")).contains(new TableName("lake", "Names.Eu", "orders"));
        assertThat(lake().find("Names.Eu", "orders")).contains(new TableName("lake", "Names.Eu", "orders"));
        assertThat(lake().find("Names", "orders")).isEmpty();
        assertThat(lake().find("Names.Eu", "order")).isEmpty();
        assertThat(lake().find("Names..Eu", "orders")).isEmpty();
        assertThat(lake().find("", "orders")).isEmpty();
        assertThat(lake().find("Names.Eu", "")).isEmpty();
    }
}
