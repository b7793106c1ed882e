package dev.quantloop.llama.install;

import dev.quantloop.llama.LlamaException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The prebuilt packages on offer. */
public enum Backend {
  CPU,
  CUDA,
  VULKAN,
  METAL;

  /** The name on the command line and in the catalog. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The backend of this name, or a {@link LlamaException} that lists the names. */
  public static Backend parse(String id) {
    return Arrays.stream(values())
        .filter(backend -> backend.id().equalsIgnoreCase(id))
        .findFirst()
        .orElseThrow(
            () ->
                new LlamaException(
                    "there is no backend '"
                        + id
                        + "'; choose one of "
                        + Arrays.stream(values())
                            .map(Backend::id)
                            .collect(Collectors.joining(", "))));
  }
}
