package dev.quantloop.app.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.UserException;
import dev.quantloop.app.cli.CliFixture;
import dev.quantloop.app.console.Console;
import dev.quantloop.app.demo.DemoModel;
import dev.quantloop.app.memory.DeviceRoom;
import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.install.Backend;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.ModelOptions;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.llama.quantize.QuantizeOptions;
import dev.quantloop.llama.quantize.Quantizer;
import dev.quantloop.llama.runtime.NativeRuntime;
import dev.quantloop.llama.runtime.NativeSettings;
import dev.quantloop.tracker.record.ChunkResult;
import dev.quantloop.tracker.stats.FigureValues;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasureKldTest {
  private static final Path TEXT = Path.of("../LICENSE");
  private static final DecodeSettings SETTINGS = new DecodeSettings(128, 256, 256, 2);

  @TempDir private static Path directory;
  private static LlamaLibrary library;
  private static Path model;
  private static Path quant;

  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void quantizeOnce() {
    Path cache = CliFixture.sharedCache().resolve("quantloop");
    model = DemoModel.unpack(cache);
    library =
        NativeRuntime.open(
            new NativeSettings(cache, null, Backend.CPU, CliFixture.CPU_VARIANT, model),
            line -> {});
    quant = directory.resolve("q4.gguf");
    Quantizer.quantize(
        library, model, quant, QuantizeOptions.of(QuantType.Q4_0, null, 2), ProgressListener.NONE);
  }

  @Test
  void givesTheSameFiguresWhenTheModelsDontFitInMemoryTogether() throws Exception {
    long together = bytes(model) + bytes(quant);
    FigureValues sideBySide = ChunkResult.statistics(run(together).get(0));
    assertTrue(!err.toString().contains("do not fit"), err.toString());
    FigureValues oneByOne = ChunkResult.statistics(run(Math.round(0.95 * together)).get(0));
    assertTrue(err.toString().contains("do not fit in memory together"), err.toString());
    assertEquals(sideBySide, oneByOne);
    try (var files = Files.list(directory)) {
      assertEquals(List.of(quant), files.toList());
    }
  }

  @Test
  void refusesAContextThatAloneIsTooLarge() {
    UserException refused = assertThrows(UserException.class, () -> run(1 << 20));
    assertTrue(
        refused.getMessage().contains("1.0 MiB of memory are available"), refused.getMessage());
  }

  private List<List<ChunkResult>> run(long memory) {
    Console console =
        new Console(
            InputStream.nullInputStream(),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            new CliFixture.FixedTerminal(false, 80),
            Clock.systemUTC(),
            Map.of());
    return new MeasureKld(console, () -> library)
        .run(
            new MeasureKld.Request(
                model,
                null,
                List.of(quant),
                List.of(TEXT),
                false,
                new StageSettings(
                    SETTINGS, ModelOptions.DEFAULT, ScoredPositions.SECOND_HALF, 0, 6),
                directory,
                memory));
  }

  private static long bytes(Path file) {
    DeviceRoom room = new DeviceRoom(List.of(), List.of(), () -> 0);
    return new MemoryBudget(() -> room, SETTINGS, ModelOptions.DEFAULT).alone(file).mainBytes();
  }
}
