package dev.quantloop.app.tui.terminal;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;

/** The controlling terminal's modes and size, by libc: no process has to be started for them. */
final class Tty {
  private static final int STANDARD_INPUT = 0;
  private static final int STANDARD_OUTPUT = 1;
  private static final int SIGTSTP = Platform.isMac() ? 18 : 20;
  private static final long TIOCGWINSZ = Platform.isMac() ? 0x40087468L : 0x5413L;
  // More than struct termios takes on any system (60 bytes on Linux, 72 on macOS).
  private static final int TERMIOS_BYTES = 256;

  private final NativeLibrary libc = NativeLibrary.getInstance("c");
  private final Memory original = new Memory(TERMIOS_BYTES);

  /** Remembers the modes as they are. */
  void save() throws IOException {
    if (call("tcgetattr", STANDARD_INPUT, original) != 0) {
      throw new IOException("standard input is not a terminal");
    }
  }

  /** No echo, no line editing, no signals and no flow control from keys, output as it is. */
  void raw() throws IOException {
    Memory raw = new Memory(TERMIOS_BYTES);
    raw.write(0, original.getByteArray(0, TERMIOS_BYTES), 0, TERMIOS_BYTES);
    function("cfmakeraw").invokeVoid(new Object[] {raw});
    if (call("tcsetattr", STANDARD_INPUT, 0, raw) != 0) {
      throw new IOException("can't set the terminal's modes");
    }
  }

  /** Sets the remembered modes. */
  void restore() {
    call("tcsetattr", STANDARD_INPUT, 0, original);
  }

  /** Rows and columns, or null where the system does not tell. */
  int[] size() {
    Memory size = new Memory(8);
    if (call("ioctl", STANDARD_OUTPUT, TIOCGWINSZ, size) != 0 || size.getShort(2) == 0) {
      return null;
    }
    return new int[] {size.getShort(0), size.getShort(2)};
  }

  /** Stops the process group, as Ctrl-Z on a usual terminal; returns when it goes on. */
  void stop() {
    call("kill", 0, SIGTSTP);
  }

  private int call(String name, Object... arguments) {
    return function(name).invokeInt(arguments);
  }

  private Function function(String name) {
    return libc.getFunction(name);
  }
}
