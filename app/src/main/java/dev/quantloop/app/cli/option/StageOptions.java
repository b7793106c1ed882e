package dev.quantloop.app.cli.option;

import dev.quantloop.app.UsageException;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.ModelOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of the commands that run a text through a model. */
public final class StageOptions {
  @Option(
      names = "--chunks",
      paramLabel = "N",
      defaultValue = "-1",
      description = "Use at most so many chunks; -1 is all (default: ${DEFAULT-VALUE}).")
  private int chunks;

  @Mixin private DecodeOptions decode;
  @Mixin private DeviceOptions devices;
  @Mixin private NativeOptions llama;
  @Mixin private JsonOption json;

  /** At most so many; negative means all. */
  public int chunks() {
    if (chunks == 0) {
      throw new UsageException("--chunks 0 leaves nothing to do; -1 is all chunks");
    } else if (chunks < -1) {
      throw new UsageException("--chunks is a number of chunks, or -1 for all, not " + chunks);
    }
    return chunks;
  }

  public DecodeSettings decoding() {
    return decode.settings();
  }

  /** With a context size of its own where the user names none. */
  public DecodeSettings decoding(int contextSize) {
    return decode.settings(contextSize);
  }

  public ModelOptions model() {
    return decode.model(devices);
  }

  public LlamaLibrary open() {
    return llama.open();
  }

  public boolean json() {
    return json.wanted();
  }
}
