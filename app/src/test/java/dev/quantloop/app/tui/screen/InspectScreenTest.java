package dev.quantloop.app.tui.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.app.tui.Effect;
import dev.quantloop.app.tui.Golden;
import dev.quantloop.app.tui.Message;
import dev.quantloop.app.tui.Screen;
import dev.quantloop.app.tui.ViewContext;
import dev.quantloop.app.tui.grid.Grid;
import dev.quantloop.app.tui.screen.inspect.InspectState;
import dev.quantloop.llama.gguf.GgufWriter;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectScreenTest {
  private static final int LAYERS = 12;

  @TempDir Path directory;
  private ScreenServices services;

  @BeforeEach
  void services() {
    services = NoWork.beside(directory.resolve("quantloop.db"));
  }

  /** Two dense kinds and one of experts, of which the last is never chosen in every other layer. */
  private Path imatrix(String name, long seed, int layers) {
    ImatrixSums sums = new ImatrixSums(512);
    Random random = new Random(seed);
    for (int layer = 0; layer < layers; layer++) {
      fill(sums, "blk.%d.attn_q.weight".formatted(layer), 256, 1, layer, random);
      if (layer != 3) {
        fill(sums, "blk.%d.ffn_down.weight".formatted(layer), 512, 1, 2 * layer, random);
      }
      fill(sums, "blk.%d.ffn_up_exps.weight".formatted(layer), 256, 8, layer, random);
    }
    fill(sums, "output.weight", 256, 1, layers, random);
    sums.addChunks(4);
    Path file = directory.resolve(name);
    ImatrixFile.writeGguf(file, sums);
    return file;
  }

  private static void fill(
      ImatrixSums sums, String weight, int columns, int experts, int strength, Random random) {
    ImatrixEntry entry = sums.entryWithPlain(weight, columns, experts);
    for (int expert = 0; expert < experts; expert++) {
      boolean idle = experts > 1 && expert == experts - 1 && strength % 2 == 0;
      entry.counts()[expert] = idle ? 0 : 2048 / (expert + 1);
      for (int i = expert * columns; !idle && i < (expert + 1) * columns; i++) {
        double mean = Math.exp(0.4 * strength + random.nextGaussian());
        entry.sums()[i] = entry.counts()[expert] * mean;
        entry.plain()[i] = entry.counts()[expert] * 0.2 * random.nextGaussian() * Math.sqrt(mean);
      }
    }
  }

  private Driver open(Path... files) {
    return new Driver(InspectState.of(services, List.of(files)), null).started();
  }

  @Test
  void showsAFrameBeforeAnythingIsRead() {
    Golden.check("inspect-loading", InspectState.of(services, List.of(imatrix("mine.gguf", 1, 2))));
  }

  @Test
  void showsTheTotalsWhileTheRestIsComputed() {
    Driver driver =
        new Driver(InspectState.of(services, List.of(imatrix("mine.gguf", 1, LAYERS))), null);
    List<Message> answers = new ArrayList<>();
    Effect.Background work =
        assertInstanceOf(Effect.Background.class, driver.screen().start().get(0));
    work.work().accept(answers::add);
    assertEquals(2, answers.size());
    driver.hear(answers.get(0));
    Golden.check("inspect-totals", driver.screen());
    driver.press("t", "T", "l");
    assertThrows(AssertionError.class, () -> driver.press("enter"));
    Screen failed = driver.screen().hear(new Message.Failed("mine.gguf is damaged")).screen();
    assertEquals(Optional.of("mine.gguf is damaged"), ((InspectState) failed).problem());
    driver.hear(answers.get(1)).press("h");
    Golden.check("inspect", driver.screen());
  }

  @Test
  void saysWhatIsWrongWithAFile() {
    Screen screen = InspectState.of(services, List.of(directory.resolve("none.gguf")));
    Effect.Background work = assertInstanceOf(Effect.Background.class, screen.start().get(0));
    RuntimeException thrown =
        assertThrows(RuntimeException.class, () -> work.work().accept(message -> {}));
    assertTrue(thrown.getMessage().contains("none.gguf"), thrown.getMessage());
    Screen failed = screen.hear(new Message.Failed("none.gguf is not there")).screen();
    Golden.check("inspect-error", failed);
  }

  @Test
  void showsAMapOfAnyFigure() {
    Driver driver = open(imatrix("mine.gguf", 1, LAYERS));
    Golden.check("inspect", driver.screen());
    Golden.check("inspect", driver.screen(), null, true, 200, 50);
    driver.press("l", "l", "l", "j", "t");
    Golden.check("inspect-hole", driver.screen());
    driver.press("m").type("H norm").press("enter").press("j");
    Golden.check("inspect-experts", driver.screen());
  }

  @Test
  void showsMoreLayersThanThereIsRoomFor() {
    Driver driver = open(imatrix("deep.gguf", 1, 90));
    for (int i = 0; i < 60; i++) {
      driver.press("l");
    }
    Golden.check("inspect-deep", driver.screen());
    driver.click(0);
    assertEquals(0, ((InspectState) driver.screen()).layer());
  }

  @Test
  void showsATable() {
    Driver driver = open(imatrix("mine.gguf", 1, LAYERS)).press("tab", "s", "s", "S");
    Golden.check("inspect-table", driver.screen());
    driver.press("y");
    Effect.Copy copy = assertInstanceOf(Effect.Copy.class, driver.effects().get(0));
    assertTrue(copy.text().startsWith("blk."), copy.text());
  }

  @Test
  void comparesTwoFiles() {
    Driver driver = open(imatrix("mine.gguf", 1, LAYERS), imatrix("theirs.gguf", 2, LAYERS));
    Golden.check("inspect-two", driver.screen());
    driver.press("tab");
    Golden.check("inspect-two-table", driver.screen());
    driver.press("tab", "m").type("H norm").press("enter");
    Golden.check("inspect-two-each", driver.screen());
    driver.press("j", "j", "enter");
    Driver weight = opened(driver);
    Golden.check("inspect-two-weight", weight.screen());
  }

  @Test
  void looksAtOneWeight() {
    Driver driver = open(imatrix("mine.gguf", 1, LAYERS)).press("enter");
    Driver weight = opened(driver);
    Golden.check("inspect-weight", weight.screen());
    weight.press("tab", "tab", "j", "j");
    Golden.check("inspect-weight-top", weight.screen());
    weight.press("tab", "]");
    Golden.check("inspect-weight-next", weight.screen());
    assertEquals("blk.1.attn_q.weight", weight.screen().title());
  }

  @Test
  void layersThatPredictFurtherTokensAreNotHeldAgainstTheLayersBefore() {
    Path file = directory.resolve("predicting.gguf");
    GgufWriter writer =
        new GgufWriter()
            .putText("general.type", "imatrix")
            .putUint32("imatrix.chunk_count", 1)
            .putUint32("imatrix.chunk_size", 8)
            .putUint32("imatrix.n_layer_nextn", 1);
    for (int layer = 0; layer < 3; layer++) {
      String name = "blk.%d.attn_q.weight".formatted(layer);
      writer
          .addF32(name + ".in_sum2", new double[] {8, 24}, 2)
          .addF32(name + ".counts", new double[] {8}, 1);
    }
    writer.write(file);
    Driver driver = open(file).press("l");
    assertTrue(shown(driver.screen()).contains("held against blk.0.attn_q.weight"));
    assertFalse(shown(driver.press("l").screen()).contains("held against"));
  }

  private static String shown(Screen screen) {
    Grid grid = new Grid(120, 40);
    screen.draw(grid.canvas(), new ViewContext(true, Instant.EPOCH));
    return grid.toString();
  }

  private static Driver opened(Driver driver) {
    Effect.Open open = assertInstanceOf(Effect.Open.class, driver.effects().get(0));
    return new Driver(open.screen(), null).started();
  }
}
