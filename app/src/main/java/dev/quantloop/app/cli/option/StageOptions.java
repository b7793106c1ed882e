package dev.quantloop.app.cli.option;

import dev.quantloop.app.stage.StageSettings;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of the commands that run a text through a model. */
public final class StageOptions {
  @Option(
      names = "--chunks",
      paramLabel = "N",
      defaultValue = "-1",
      converter = Chunks.class,
      description = "Use at most so many chunks; -1 is all (default: ${DEFAULT-VALUE}).")
  private int chunks;

  @Mixin private DecodeOptions decode;
  @Mixin private DeviceOptions devices;
  @Mixin private NativeOptions llama;
  @Mixin private JsonOption json;

  /** At most so many; negative means all. */
  static final class Chunks implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return text.equals("-1") ? Integer.valueOf(-1) : new WholeNumber.Count().convert(text);
    }
  }

  /**
   * @param positions those that are scored
   */
  public StageSettings settings(ScoredPositions positions) {
    return settings(decode.settings(), positions, 0);
  }

  /** With a context size of its own where the user names none. */
  public StageSettings settings(ScoredPositions positions, int contextSize) {
    return settings(decode.settings(contextSize), positions, 0);
  }

  /** For what scores nothing. */
  public StageSettings settingsFrom(int firstChunk) {
    return settings(decode.settings(), ScoredPositions.ALL, firstChunk);
  }

  private StageSettings settings(
      DecodeSettings decoding, ScoredPositions positions, int firstChunk) {
    return new StageSettings(decoding, decode.model(devices), positions, firstChunk, chunks);
  }

  public LlamaLibrary open() {
    return llama.open();
  }

  public JsonOption json() {
    return json;
  }
}
