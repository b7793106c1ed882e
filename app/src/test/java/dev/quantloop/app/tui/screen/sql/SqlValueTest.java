package dev.quantloop.app.tui.screen.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlValueTest {
  @Test
  void numbersHaveNoExponentWhereTheyCanBeRead() {
    assertEquals("0.00001234", SqlValue.text(1.234e-5));
    assertEquals("12345678.5", SqlValue.text(1.23456785e7));
    assertEquals("1.0E-9", SqlValue.text(1e-9));
    assertEquals("0.0", SqlValue.text(0.0));
    assertEquals("42", SqlValue.text(42));
    assertEquals("", SqlValue.text(null));
    assertEquals("3 bytes", SqlValue.text(SqlValue.kept(new byte[3])));
  }

  @Test
  void ordersAsSqliteDoes() {
    List<Object> values =
        new ArrayList<>(
            Arrays.asList("b", 3, new SqlValue.Blob(1), 2.5, null, "a", 9_000_000_000L));
    values.sort(SqlValue.ORDER);
    assertEquals(
        Arrays.asList(null, 2.5, 3, 9_000_000_000L, "a", "b", new SqlValue.Blob(1)), values);
  }
}
