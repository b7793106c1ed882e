package dev.quantloop.llama;

import dev.quantloop.llama.collect.ImatrixCollector;
import dev.quantloop.llama.evaluate.KldPass;
import dev.quantloop.llama.evaluate.LogitMemory;
import dev.quantloop.llama.evaluate.ScoredPositions;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixSums;
import dev.quantloop.llama.library.LlamaLibrary;
import dev.quantloop.llama.model.DecodeSettings;
import dev.quantloop.llama.model.Model;
import dev.quantloop.llama.model.ModelOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Tokens per second of the stages once the model is loaded and has decoded something: a program,
 * run by hand on a machine with a GPU; the README says how. Medians of five.
 */
final class DeviceRates {
  private static final int ROUNDS = 5;
  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  private final LlamaLibrary library;
  private final Path text;
  private final int chunks;
  private final DecodeSettings settings;

  private DeviceRates(LlamaLibrary library, Path text, int chunks, DecodeSettings settings) {
    this.library = library;
    this.text = text;
    this.chunks = chunks;
    this.settings = settings;
  }

  /** LIBRARY-DIRECTORY TEXT CHUNKS BATCH UBATCH MODEL [CANDIDATE]: an imatrix, or a KLD. */
  public static void main(String[] args) throws IOException {
    LlamaLibrary library = LlamaLibrary.load(Path.of(args[0]), null, LlamaLibrary.NEWER_CUDA);
    DecodeSettings settings =
        new DecodeSettings(512, Integer.parseInt(args[3]), Integer.parseInt(args[4]), THREADS);
    DeviceRates rates =
        new DeviceRates(library, Path.of(args[1]), Integer.parseInt(args[2]), settings);
    try (Model model = Model.load(library, Path.of(args[5]), ModelOptions.DEFAULT)) {
      if (args.length > 6) {
        rates.divergence(model, Path.of(args[6]));
      } else {
        rates.imatrix(model);
      }
    }
  }

  private interface Round {
    void run(int[] tokens);
  }

  private void imatrix(Model model) throws IOException {
    int[] tokens = tokens(model, chunks);
    int[] few = Arrays.copyOf(tokens, Math.min(tokens.length, 16 * settings.contextSize()));
    ImatrixSums copied = imatrix(model, ImatrixCollector.Place.HOST, few);
    ImatrixSums summed = imatrix(model, ImatrixCollector.Place.NEAREST, few);
    System.out.printf(
        Locale.ROOT,
        "largest difference %.1e of a sum of squares; of a plain sum %.1e of its column's values%n",
        distance(copied, summed),
        plainDistance(copied, summed));
    imatrix(model, ImatrixCollector.Place.NEAREST, tokens);
    compareWithSquaresOnly(model, tokens);
  }

  /** In turns, for a GPU gets warm and slow. */
  private void compareWithSquaresOnly(Model model, int[] tokens) {
    int lanes = model.lanes(ImatrixCollector.LANES_ON_GPU);
    ImatrixCollector.Place place = ImatrixCollector.Place.NEAREST;
    try (ImatrixCollector both =
            ImatrixCollector.open(model, settings, false, AbortSignal.NEVER, place, lanes);
        ImatrixCollector squares =
            ImatrixCollector.open(model, settings, false, AbortSignal.NEVER, place, lanes)
                .takeSquaresOnly()) {
      List<Double> more = new ArrayList<>();
      for (int i = 0; i < 2 * ROUNDS + 1; i++) {
        double ratio = seconds(both, tokens) / seconds(squares, tokens);
        if (i > 0) {
          more.add((ratio - 1) * 100);
        }
      }
      more.sort(null);
      System.out.printf(
          Locale.ROOT,
          "plain sums beside squares: %.1f %% more time (%.1f to %.1f)%n",
          (more.get(ROUNDS - 1) + more.get(ROUNDS)) / 2,
          more.get(0),
          more.get(more.size() - 1));
    }
  }

  private static double seconds(ImatrixCollector collector, int[] tokens) {
    collector.reset();
    long start = System.nanoTime();
    collector.collect(tokens, ProgressListener.NONE);
    return (System.nanoTime() - start) / 1e9;
  }

  private ImatrixSums imatrix(Model model, ImatrixCollector.Place place, int[] tokens) {
    int lanes =
        place == ImatrixCollector.Place.HOST ? 1 : model.lanes(ImatrixCollector.LANES_ON_GPU);
    try (ImatrixCollector collector =
        ImatrixCollector.open(model, settings, false, AbortSignal.NEVER, place, lanes)) {
      time(
          "imatrix, " + place,
          tokens,
          some -> {
            collector.reset();
            collector.collect(some, ProgressListener.NONE);
          });
      return collector.sums();
    }
  }

  private static double distance(ImatrixSums first, ImatrixSums second) {
    double largest = 0;
    for (String name : first.entries().keySet()) {
      double[] x = first.entries().get(name).sums();
      double[] y = second.entries().get(name).sums();
      for (int i = 0; i < x.length; i++) {
        double difference = Math.abs(x[i] - y[i]);
        largest = difference == 0 ? largest : Math.max(largest, difference / Math.max(x[i], y[i]));
      }
    }
    return largest;
  }

  /** Plain sums may cancel; count times the sum of squares bounds the square of what is summed. */
  private static double plainDistance(ImatrixSums first, ImatrixSums second) {
    double largest = 0;
    for (String name : first.entries().keySet()) {
      ImatrixEntry a = first.entries().get(name);
      double[] y = second.entries().get(name).plain();
      for (int i = 0; i < y.length; i++) {
        double size = Math.sqrt(a.sums()[i] * a.counts()[i / a.columns()]);
        largest = size == 0 ? largest : Math.max(largest, Math.abs(a.plain()[i] - y[i]) / size);
      }
    }
    return largest;
  }

  private void divergence(Model baseline, Path file) throws IOException {
    int[] tokens = tokens(baseline, chunks);
    try (Model candidate = Model.load(library, file, ModelOptions.DEFAULT);
        KldPass pass =
            KldPass.open(
                baseline,
                new LogitMemory(0),
                List.of(candidate),
                settings,
                ScoredPositions.SECOND_HALF,
                AbortSignal.NEVER)) {
      time("KLD", tokens, some -> pass.run(some, 0, (c, scores) -> {}));
    }
  }

  private int[] tokens(Model model, int count) throws IOException {
    int[] all = model.tokenizer().tokenize(Files.readString(text), true, false);
    return Arrays.copyOf(all, Math.min(count, all.length / 512) * 512);
  }

  private void time(String what, int[] tokens, Round round) {
    round.run(Arrays.copyOf(tokens, Math.min(tokens.length, 4 * settings.batchSize())));
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      round.run(tokens);
      rates.add(tokens.length * 1e9 / (System.nanoTime() - start));
    }
    rates.sort(null);
    System.out.printf(
        Locale.ROOT,
        "%s: %d tokens, %.0f tokens/s (%.0f to %.0f)%n",
        what,
        tokens.length,
        rates.get(ROUNDS / 2),
        rates.get(0),
        rates.get(ROUNDS - 1));
  }
}
