package dev.quantloop.app.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @Test
  void countsOneAndSeveral() {
    assertEquals("1 chunk", Numbers.counted(1, "chunk"));
    assertEquals("0 chunks", Numbers.counted(0, "chunk"));
    assertEquals("12,345 rows", Numbers.counted(12_345, "row"));
    assertEquals("12345 rows", Numbers.amount(12_345, "row"));
    assertEquals("1 entry", Numbers.amount(1, "entry"));
    assertEquals("2 entries", Numbers.amount(2, "entry"));
    assertEquals("3 corpora", Numbers.amount(3, "corpus"));
    assertEquals("0/1 chunk", Numbers.part(0, 1, "chunks"));
    assertEquals("1/12 chunks", Numbers.part(1, 12, "chunks"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "950, 950",
    "999, 999",
    "1000, 1.0k",
    "12400, 12.4k",
    "123456, 123k",
    "999949, 1000k",
    "999960, 1.0M",
    "3100000, 3.1M",
    "15000000000000, 15.0T"
  })
  void countsWithAFewDigits(double value, String text) {
    assertEquals(text, Numbers.count(value));
  }

  @ParameterizedTest
  @CsvSource({
    "512, 512 B",
    "1024, 1.0 KiB",
    "1288490188, 1.2 GiB",
    "1048575, 1.0 MiB",
    "9277184, 8.8 MiB"
  })
  void writesBytesInPowersOfTwo(long bytes, String text) {
    assertEquals(text, Numbers.bytes(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "400, 0.4s",
    "9949, 9.9s",
    "9950, 10s",
    "45000, 45s",
    "59499, 59s",
    "59500, 1m 00s",
    "200000, 3m 20s",
    "7500000, 2h 05m",
    "273600000, 3d 4h"
  })
  void writesDurationsWithTwoUnits(long millis, String text) {
    assertEquals(text, Numbers.duration(Duration.ofMillis(millis)));
  }

  @ParameterizedTest
  @CsvSource({
    "0.073149, 3, 0.0731", "0.073, 4, 0.07300", "12.349, 4, 12.35", "129.6, 2, 130",
    "0.00001234, 2, 0.000012", "0, 3, 0", "9.996, 3, 10.0", "-1.5, 2, -1.5"
  })
  void keepsSignificantDigitsWithoutAnExponent(double value, int digits, String text) {
    assertEquals(text, Numbers.significant(value, digits));
  }

  @Test
  void ordinalsEndAsTheyAreSpoken() {
    assertEquals("1st", Numbers.ordinal(1));
    assertEquals("2nd", Numbers.ordinal(2));
    assertEquals("3rd", Numbers.ordinal(3));
    assertEquals("11th", Numbers.ordinal(11));
    assertEquals("13th", Numbers.ordinal(13));
    assertEquals("22nd", Numbers.ordinal(22));
    assertEquals("100th", Numbers.ordinal(100));
    assertEquals("112th", Numbers.ordinal(112));
  }

  @Test
  void marksWhatIsNoNumber() {
    assertEquals("–", Numbers.significant(Double.NaN, 3));
    assertEquals("∞", Numbers.fixed(Double.POSITIVE_INFINITY, 3));
    assertEquals("–", Numbers.percent(Double.NaN, 1).replace(" %", ""));
  }

  @Test
  void signsChanges() {
    assertEquals("+1.2 %", Numbers.change(0.012, 1));
    assertEquals("-0.4 %", Numbers.change(-0.004, 1));
  }
}
