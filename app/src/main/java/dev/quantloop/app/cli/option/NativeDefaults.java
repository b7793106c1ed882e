package dev.quantloop.app.cli.option;

import dev.quantloop.app.UsageException;
import dev.quantloop.llama.install.Backend;
import java.util.Arrays;
import java.util.Locale;

/** What holds where no flag says otherwise. */
public final class NativeDefaults {
  private NativeDefaults() {}

  public static Backend backend() {
    boolean appleSilicon =
        System.getProperty("os.name").startsWith("Mac")
            && System.getProperty("os.arch").equals("aarch64");
    return appleSilicon ? Backend.METAL : Backend.CPU;
  }

  static Backend parse(String name) {
    try {
      return Backend.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "no backend is called "
              + name
              + "; QUANTLOOP_BACKEND may be one of "
              + Arrays.toString(Backend.values()).toLowerCase(Locale.ROOT));
    }
  }
}
