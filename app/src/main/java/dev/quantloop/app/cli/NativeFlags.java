package dev.quantloop.app.cli;

import dev.quantloop.llama.NativeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes native settings as the flags that {@link NativeOptions} reads. */
final class NativeFlags {
  private NativeFlags() {}

  static List<String> of(NativeSettings settings) {
    List<String> flags = new ArrayList<>();
    if (settings.llamaLib() != null) {
      flags.addAll(List.of("--llama-lib", settings.llamaLib().toAbsolutePath().toString()));
    }
    flags.addAll(List.of("--backend", settings.backend().name().toLowerCase(Locale.ROOT)));
    if (settings.cpuVariant() != null) {
      flags.addAll(List.of("--cpu-variant", settings.cpuVariant()));
    }
    return flags;
  }
}
