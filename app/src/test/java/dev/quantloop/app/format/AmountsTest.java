package dev.quantloop.app.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {
  @Test
  void readsTokensWithAndWithoutASuffix() {
    assertEquals(8192, Amounts.tokens("8192").orElseThrow());
    assertEquals(64_000, Amounts.tokens("64k").orElseThrow());
    assertEquals(1_500_000, Amounts.tokens("1.5M").orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-5", "64 k", "1e6", "k", "9999999999999"})
  void refusesWhatIsNoNumberOfTokens(String text) {
    assertTrue(Amounts.tokens(text).isEmpty());
  }

  @Test
  void readsSharesInBothWays() {
    assertEquals(0.01, Amounts.share("1%").orElseThrow(), 1e-12);
    assertEquals(0.01, Amounts.share("0.01").orElseThrow(), 1e-12);
    assertTrue(Amounts.share("100%").isEmpty());
    assertTrue(Amounts.share("-1%").isEmpty());
    assertTrue(Amounts.share("one").isEmpty());
  }
}
