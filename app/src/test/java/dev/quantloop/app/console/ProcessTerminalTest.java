package dev.quantloop.app.console;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessTerminalTest {
  private static boolean unicode(Map<String, String> environment) {
    return new ProcessTerminal(environment).unicode();
  }

  @Test
  void showsUnicodeOnlyWhereTheLocaleHasIt() {
    assertTrue(unicode(Map.of("LANG", "de_DE.UTF-8")));
    assertTrue(unicode(Map.of("LC_ALL", "C.utf8", "LANG", "C")));
    assertFalse(unicode(Map.of("LC_ALL", "C", "LANG", "de_DE.UTF-8")));
    assertFalse(unicode(Map.of("LC_ALL", "", "LC_CTYPE", "POSIX", "LANG", "de_DE.UTF-8")));
    assertFalse(unicode(Map.of()));
    assertFalse(unicode(Map.of("QUANTLOOP_LOCALE", "POSIX", "LC_CTYPE", "C.UTF-8")));
  }

  @Test
  void showsNoUnicodeOnADumbTerminal() {
    assertFalse(unicode(Map.of("LC_ALL", "C.UTF-8", "TERM", "dumb")));
    assertTrue(unicode(Map.of("LC_ALL", "C.UTF-8", "TERM", "xterm")));
  }
}
