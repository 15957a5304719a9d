package io.lakegate.server.clients;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import net.sf.jasperreports.engine.JRDefaultScriptlet;
import net.sf.jasperreports.engine.JRException;
import net.sf.jasperreports.engine.JRScriptletException;
import net.sf.jasperreports.engine.JasperCompileManager;
import net.sf.jasperreports.engine.JasperFillManager;
import net.sf.jasperreports.engine.design.JRDesignBand;
import net.sf.jasperreports.engine.design.JRDesignField;
import net.sf.jasperreports.engine.design.JRDesignParameter;
import net.sf.jasperreports.engine.design.JRDesignQuery;
import net.sf.jasperreports.engine.design.JRDesignSection;
import net.sf.jasperreports.engine.design.JasperDesign;

/** A report of JasperReports that is filled from a query of the orders; it reads every column of every row. */
public final class JasperReport {
    private static final Map<String, Class<?>> FIELDS = fields();

    private JasperReport() {}

    private static Map<String, Class<?>> fields() {
        Map<String, Class<?>> fields = new LinkedHashMap<>();
        fields.put("id", Integer.class);
        fields.put("region", String.class);
        fields.put("amount", BigDecimal.class);
        fields.put("weight", Double.class);
        fields.put("ordered_on", Date.class);
        fields.put("ordered_at", Timestamp.class);
        fields.put("seen_at", Timestamp.class);
        return fields;
    }

    /** Counts the rows, and reads each of their fields. */
    public static final class Counter extends JRDefaultScriptlet {
        @Override
        public void afterDetailEval() throws JRScriptletException {
            for (String field : FIELDS.keySet()) {
                Object value = getFieldValue(field);
                if (value == null && !field.equals("weight")) {
                    throw new JRScriptletException("the field " + field + " has no value");
                }
            }
            ((AtomicInteger) getParameterValue("counter")).incrementAndGet();
        }
    }

    /** How many rows the report had. */
    static int rows(String url, String sql, int fetchSize, boolean scroll) throws Exception {
        JasperDesign design = new JasperDesign();
        design.setName("orders");
        design.setScriptletClass(Counter.class.getName());
        design.setProperty("net.sf.jasperreports.jdbc.fetch.size", String.valueOf(fetchSize));
        design.setProperty("net.sf.jasperreports.jdbc.result.set.type", scroll ? "scrollInsensitive" : "forwardOnly");
        parameter(design, "region", String.class);
        parameter(design, "most", Integer.class);
        parameter(design, "day", Date.class);
        parameter(design, "counter", AtomicInteger.class);
        for (Map.Entry<String, Class<?>> each : FIELDS.entrySet()) {
            JRDesignField field = new JRDesignField();
            field.setName(each.getKey());
            field.setValueClass(each.getValue());
            design.addField(field);
        }
        JRDesignQuery query = new JRDesignQuery();
        query.setText(sql);
        design.setQuery(query);
        JRDesignBand band = new JRDesignBand();
        band.setHeight(20);
        ((JRDesignSection) design.getDetailSection()).addBand(band);

        AtomicInteger counter = new AtomicInteger();
        Map<String, Object> values = new HashMap<>();
        values.put("region", "north");
        values.put("most", 100);
        values.put("day", Date.valueOf(LocalDate.of(1500, 6, 1)));
        values.put("counter", counter);
        try (Connection connection = DriverManager.getConnection(url)) {
            JasperFillManager.fillReport(JasperCompileManager.compileReport(design), values, connection);
        }
        return counter.get();
    }

    private static void parameter(JasperDesign design, String name, Class<?> type) throws JRException {
        JRDesignParameter parameter = new JRDesignParameter();
        parameter.setName(name);
        parameter.setValueClass(type);
        design.addParameter(parameter);
    }
}
