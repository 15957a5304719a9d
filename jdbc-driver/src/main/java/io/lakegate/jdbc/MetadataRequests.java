package io.lakegate.jdbc;

import com.google.protobuf.Message;
import java.util.List;
import org.apache.calcite.avatica.Meta.ConnectionHandle;
import org.apache.calcite.avatica.proto.Requests;

/** The protocol's questions about catalogs, schemas, tables, columns and types. A name or pattern that is null does not narrow. */
final class MetadataRequests {
    private MetadataRequests() {}

    static Message catalogs(ConnectionHandle ch) {
        return Requests.CatalogsRequest.newBuilder().setConnectionId(ch.id).build();
    }

    static Message schemas(ConnectionHandle ch, String catalog, String schemaPattern) {
        Requests.SchemasRequest.Builder request =
                Requests.SchemasRequest.newBuilder().setConnectionId(ch.id);
        if (catalog != null) {
            request.setCatalog(catalog).setHasCatalog(true);
        }
        if (schemaPattern != null) {
            request.setSchemaPattern(schemaPattern).setHasSchemaPattern(true);
        }
        return request.build();
    }

    static Message tables(
            ConnectionHandle ch, String catalog, String schemaPattern, String tablePattern, List<String> types) {
        Requests.TablesRequest.Builder request =
                Requests.TablesRequest.newBuilder().setConnectionId(ch.id);
        if (catalog != null) {
            request.setCatalog(catalog).setHasCatalog(true);
        }
        if (schemaPattern != null) {
            request.setSchemaPattern(schemaPattern).setHasSchemaPattern(true);
        }
        if (tablePattern != null) {
            request.setTableNamePattern(tablePattern).setHasTableNamePattern(true);
        }
        if (types != null) {
            request.addAllTypeList(types).setHasTypeList(true);
        }
        return request.build();
    }

    static Message tableTypes(ConnectionHandle ch) {
        return Requests.TableTypesRequest.newBuilder().setConnectionId(ch.id).build();
    }

    static Message typeInfo(ConnectionHandle ch) {
        return Requests.TypeInfoRequest.newBuilder().setConnectionId(ch.id).build();
    }

    static Message columns(
            ConnectionHandle ch, String catalog, String schemaPattern, String tablePattern, String columnPattern) {
        Requests.ColumnsRequest.Builder request =
                Requests.ColumnsRequest.newBuilder().setConnectionId(ch.id);
        if (catalog != null) {
            request.setCatalog(catalog).setHasCatalog(true);
        }
        if (schemaPattern != null) {
            request.setSchemaPattern(schemaPattern).setHasSchemaPattern(true);
        }
        if (tablePattern != null) {
            request.setTableNamePattern(tablePattern).setHasTableNamePattern(true);
        }
        if (columnPattern != null) {
            request.setColumnNamePattern(columnPattern).setHasColumnNamePattern(true);
        }
        return request.build();
    }
}
