package dev.quantloop.app.console;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The terminal of this process. On Linux the file descriptors are looked up in /proc, because a
 * plain command should not pay for loading JNA.
 */
record ProcessTerminal(Map<String, String> environment) implements Terminal {
  private static final int FALLBACK_WIDTH = 80;
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** The first that is set tells. The launcher sets its own where it gives Java another locale. */
  private static final List<String> LOCALE =
      List.of("QUANTLOOP_LOCALE", "LC_ALL", "LC_CTYPE", "LANG");

  @Override
  public boolean inputIsTerminal() {
    return isTerminal(0);
  }

  @Override
  public boolean outputIsTerminal() {
    return isTerminal(1);
  }

  @Override
  public boolean errorIsTerminal() {
    return isTerminal(2) && !isDumb();
  }

  private boolean isDumb() {
    return "dumb".equals(environment.get("TERM"));
  }

  @Override
  public int width() {
    int columns = columnsOfWindow();
    return columns > 0 ? columns : FALLBACK_WIDTH;
  }

  @Override
  public boolean unicode() {
    if (isDumb()) {
      return false;
    }
    for (String name : LOCALE) {
      String value = environment.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return value.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8");
      }
    }
    return false;
  }

  private static boolean isTerminal(int descriptor) {
    if (Files.isDirectory(DESCRIPTORS)) {
      try {
        String target =
            Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(descriptor))).toString();
        return target.startsWith("/dev/pts/")
            || target.startsWith("/dev/tty")
            || target.startsWith("/dev/console");
      } catch (IOException | UnsupportedOperationException e) {
        return false;
      }
    }
    try {
      return C.LIBRARY.isatty(descriptor) == 1;
    } catch (LinkageError e) {
      return false;
    }
  }

  /** Columns by TIOCGWINSZ, whichever stream still has the terminal; 0 when none has. */
  private static int columnsOfWindow() {
    NativeLong request = new NativeLong(Platform.isMac() ? 0x40087468L : 0x5413L);
    try (Memory size = new Memory(8)) {
      for (int descriptor = 2; descriptor >= 0; descriptor--) {
        size.clear();
        if (C.LIBRARY.ioctl(descriptor, request, size) == 0 && size.getShort(2) > 0) {
          return Short.toUnsignedInt(size.getShort(2));
        }
      }
      return 0;
    } catch (LinkageError e) {
      return 0;
    }
  }

  /** The two functions of the C library that tell about terminals. */
  private interface C extends Library {
    C LIBRARY = Native.load("c", C.class);

    int isatty(int descriptor);

    int ioctl(int descriptor, NativeLong request, Object... arguments);
  }
}
