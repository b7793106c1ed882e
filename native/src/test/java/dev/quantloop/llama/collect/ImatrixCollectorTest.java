package dev.quantloop.llama.collect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quantloop.llama.AbortSignal;
import dev.quantloop.llama.AbortedException;
import dev.quantloop.llama.Native;
import dev.quantloop.llama.ProgressListener;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImatrixCollectorTest {
  private static final DecodeSettings SETTINGS = DecodeSettings.ofContext(512, 1);

  @Test
  void agreesWithLlamaImatrixElementByElement() {
    ImatrixSums expected = ImatrixFile.read(Native.reference("imatrix.gguf"));
    ImatrixSums sums = collect(SETTINGS, 20);
    assertEquals(expected.entries().keySet(), sums.entries().keySet());
    assertEquals(20, sums.chunkCount());
    expected
        .entries()
        .forEach((name, entry) -> assertClose(name, entry, sums.entries().get(name), 5e-5));
  }

  @Test
  void isTheSameInAnyBatching() {
    ImatrixSums whole = collect(SETTINGS, 4);
    ImatrixSums pieces = collect(new DecodeSettings(512, 256, 128, 2), 4);
    ImatrixSums singles = collect(new DecodeSettings(512, 512, 512, 1), 4);
    whole
        .entries()
        .forEach(
            (name, entry) -> {
              assertClose(name, entry, pieces.entries().get(name), 2e-4);
              assertClose(name, entry, singles.entries().get(name), 2e-4);
            });
  }

  @Test
  void leavesOutPlainSumsOnRequest() {
    try (Model model = Native.demoModel();
        ImatrixCollector collector =
            ImatrixCollector.open(model, SETTINGS, false, AbortSignal.NEVER).takeSquaresOnly()) {
      collector.collect(Native.referenceTokens(model, 512, 1), ProgressListener.NONE);
      ImatrixSums squares = collector.sums();
      assertFalse(squares.hasPlainSums());
      ImatrixSums both = collect(SETTINGS, 1);
      assertTrue(both.hasPlainSums());
      both.entries()
          .forEach(
              (name, entry) ->
                  assertArrayEquals(entry.sums(), squares.entries().get(name).sums(), name));
    }
  }

  /**
   * llama-imatrix decodes 3 chunks together as 3 × 170 rows and skips the 3 × 2 that are left. Here
   * a micro-batch holds one chunk, whole.
   */
  @Test
  void countsEveryTokenWhateverABatchCouldHold() {
    assertEquals(1536, collect(SETTINGS, 3).entries().get("blk.0.attn_q.weight").counts()[0]);
  }

  @Test
  void graphsOnTheDeviceGiveWhatTheHostGives() {
    ImatrixSums host = collect(SETTINGS, 3, ImatrixCollector.Place.HOST, 1);
    ImatrixSums graphs = collect(SETTINGS, 3, ImatrixCollector.Place.GRAPHS, 1);
    assertEquals(host.entries().keySet(), graphs.entries().keySet());
    host.entries()
        .forEach((name, entry) -> assertClose(name, entry, graphs.entries().get(name), 1e-5));
  }

  @Test
  void contextsThatTakeTurnsGiveTheSameSums() {
    ImatrixSums one = collect(SETTINGS, 3, ImatrixCollector.Place.HOST, 1);
    ImatrixSums two = collect(SETTINGS, 3, ImatrixCollector.Place.HOST, 2);
    assertEquals(3, two.chunkCount());
    assertEquals(one.entries().keySet(), two.entries().keySet());
    one.entries()
        .forEach((name, entry) -> assertClose(name, entry, two.entries().get(name), 1e-12));
  }

  /** 512 tokens in pieces of 20 leave 12, and 16 are the fewest that llama-imatrix takes. */
  @Test
  void takesEveryRowOfSmallMicroBatchesOnRequest() {
    for (ImatrixCollector.Place place :
        List.of(ImatrixCollector.Place.HOST, ImatrixCollector.Place.GRAPHS)) {
      for (int ubatch : new int[] {20, 7}) {
        DecodeSettings small = new DecodeSettings(512, 512, ubatch, 1);
        ImatrixSums whole = collect(SETTINGS, 2, place, 1);
        try (Model model = Native.demoModel();
            ImatrixCollector collector =
                ImatrixCollector.open(model, small, false, AbortSignal.NEVER, place, 1)
                    .takeEveryRow()) {
          collector.collect(Native.referenceTokens(model, 512, 2), ProgressListener.NONE);
          ImatrixSums sums = collector.sums();
          assertEquals(42, sums.entries().size());
          sums.entries()
              .forEach((name, entry) -> assertEquals(1024, entry.counts()[0], name + place));
          whole
              .entries()
              .forEach((name, entry) -> assertClose(name, entry, sums.entries().get(name), 1e-2));
        }
      }
    }
  }

  @Test
  void sumsOfTwoTextsAddUpToThoseOfBoth() {
    try (Model model = Native.demoModel();
        ImatrixCollector collector =
            ImatrixCollector.open(model, SETTINGS, false, AbortSignal.NEVER)) {
      int[] tokens = Native.referenceTokens(model, 512, 4);
      collector.collect(tokens, ProgressListener.NONE);
      ImatrixSums both = collector.sums();
      collector.reset();
      collector.collect(Arrays.copyOf(tokens, 2 * 512), ProgressListener.NONE);
      ImatrixSums added = collector.sums();
      collector.reset();
      collector.collect(Arrays.copyOfRange(tokens, 2 * 512, 4 * 512), ProgressListener.NONE);
      added.add(collector.sums());
      assertEquals(4, added.chunkCount());
      both.entries()
          .forEach((name, entry) -> assertClose(name, entry, added.entries().get(name), 1e-12));
    }
  }

  @Test
  void collectsForTheOutputOnRequestOnlyWhereItHasAWeightOfItsOwn() {
    try (Model model = Native.demoModel();
        ImatrixCollector collector =
            ImatrixCollector.open(model, SETTINGS, true, AbortSignal.NEVER)) {
      collector.collect(Native.referenceTokens(model, 512, 2), ProgressListener.NONE);
      collector.collect(Native.referenceTokens(model, 512, 2), ProgressListener.NONE);
      assertEquals(42, collector.sums().entries().size());
    }
  }

  @Test
  void stopsWhenAskedAndGivesNoHalfSums() {
    boolean[] stop = {false};
    try (Model model = Native.demoModel();
        ImatrixCollector collector = ImatrixCollector.open(model, SETTINGS, false, () -> stop[0])) {
      int[] tokens = Native.referenceTokens(model, 512, 12);
      assertThrows(
          AbortedException.class, () -> collector.collect(tokens, (done, total) -> stop[0] = true));
      assertThrows(IllegalStateException.class, collector::sums);
    }
  }

  private static ImatrixSums collect(DecodeSettings settings, int chunks) {
    return collect(settings, chunks, ImatrixCollector.Place.NEAREST, 1);
  }

  private static ImatrixSums collect(
      DecodeSettings settings, int chunks, ImatrixCollector.Place place, int lanes) {
    try (Model model = Native.demoModel();
        ImatrixCollector collector =
            ImatrixCollector.open(model, settings, false, AbortSignal.NEVER, place, lanes)) {
      collector.collect(
          Native.referenceTokens(model, settings.contextSize(), chunks), ProgressListener.NONE);
      return collector.sums();
    }
  }

  @Test
  void stopsEveryContextWhenAsked() {
    boolean[] stop = {false};
    try (Model model = Native.demoModel();
        ImatrixCollector collector =
            ImatrixCollector.open(
                model, SETTINGS, false, () -> stop[0], ImatrixCollector.Place.HOST, 2)) {
      int[] tokens = Native.referenceTokens(model, 512, 12);
      assertThrows(
          AbortedException.class, () -> collector.collect(tokens, (done, total) -> stop[0] = true));
      assertThrows(IllegalStateException.class, collector::sums);
    }
  }

  private static void assertClose(
      String name, ImatrixEntry expected, ImatrixEntry actual, double tolerance) {
    assertEquals(expected.columns(), actual.columns(), name);
    assertTrue(Arrays.equals(expected.counts(), actual.counts()), name);
    for (int i = 0; i < expected.sums().length; i++) {
      double reference = expected.sums()[i];
      assertTrue(
          Math.abs(actual.sums()[i] - reference) <= tolerance * Math.abs(reference),
          name + "[" + i + "]: " + actual.sums()[i] + ", expected " + reference);
      if (expected.plain() != null) {
        double size = Math.sqrt(reference * expected.counts()[0]);
        assertEquals(expected.plain()[i], actual.plain()[i], tolerance * size, name);
      }
    }
  }
}
