package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.ViewText;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchViewException;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.View;
import org.apache.iceberg.view.ViewVersion;

/** The views of one of Iceberg's own catalogs, where it has any. */
final class ServiceViews {
    private ServiceViews() {}

    /** Names of the views in a namespace; none where the catalog, or its service, knows no views. */
    static List<String> names(Catalog catalog, Namespace namespace) {
        if (!(catalog instanceof ViewCatalog views)) {
            return List.of();
        }
        try {
            return views.listViews(namespace).stream()
                    .map(TableIdentifier::name)
                    .toList();
        } catch (NoSuchNamespaceException | UnsupportedOperationException e) {
            return List.of();
        }
    }

    static Optional<View> load(Catalog catalog, TableIdentifier view) {
        if (!(catalog instanceof ViewCatalog views)) {
            return Optional.empty();
        }
        try {
            return Optional.of(views.loadView(view));
        } catch (NoSuchViewException | NoSuchNamespaceException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    static ViewText text(TableName name, View view) {
        ViewVersion version = view.currentVersion();
        List<ViewText.Text> texts = version.representations().stream()
                .filter(SQLViewRepresentation.class::isInstance)
                .map(SQLViewRepresentation.class::cast)
                .map(text -> new ViewText.Text(text.dialect(), text.sql()))
                .toList();
        List<String> columns =
                view.schema().columns().stream().map(Types.NestedField::name).toList();
        Optional<String> schema = Optional.ofNullable(version.defaultNamespace())
                .filter(namespace -> !namespace.isEmpty())
                .map(namespace -> String.join(".", namespace.levels()));
        return new ViewText(
                name,
                texts,
                columns,
                Optional.ofNullable(version.defaultCatalog()).orElse(name.catalog()),
                schema);
    }
}
