package dev.quantloop.app.guide;

import dev.quantloop.app.experiment.QuantizeSettings;
import dev.quantloop.app.experiment.SourceInput;
import dev.quantloop.app.loop.LoopContext;
import dev.quantloop.llama.model.FlashAttention;
import dev.quantloop.tracker.record.Corpus;
import dev.quantloop.tracker.record.ExperimentSettings;
import dev.quantloop.tracker.record.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The command that makes an experiment like this one, with a difference. */
final class SuggestedExperiment {
  /** What stands where the user has to name files. */
  private static final String TO_FILL_IN = "more=TEXT";

  private final Evidence evidence;
  private final ExperimentSettings settings;

  SuggestedExperiment(Evidence evidence) {
    this.evidence = evidence;
    this.settings = evidence.settings();
  }

  /** Whether its texts can be read again. */
  boolean repeatable() {
    return evidence.sources().stream().noneMatch(s -> SourceInput.isBuiltIn(s.origin()));
  }

  /** The name with the suffix, unless an experiment has it: then this was tried. */
  Optional<String> name(String suffix) {
    String name = evidence.name() + suffix;
    return evidence.names().contains(name) ? Optional.empty() : Optional.of(name);
  }

  /** Chunks of the pool with another split; empty where a source would be too short for it. */
  OptionalInt poolChunks(int contextSize, int evaluationChunks) {
    int chunks = 0;
    for (Corpus corpus : evidence.corpora()) {
      int left = (int) (corpus.tokens() / contextSize) - evaluationChunks;
      if (left < 1) {
        return OptionalInt.empty();
      }
      chunks += left;
    }
    return OptionalInt.of(chunks);
  }

  /** With a source to be named, under the first free name; for the demo, with everything. */
  List<String> withMoreText() {
    if (!repeatable()) {
      return List.of("new", "mine", "-m", "MODEL", "--source", "text=TEXT");
    }
    int number = 2;
    while (name("-" + number).isEmpty()) {
      number++;
    }
    String name = evidence.name() + "-" + number;
    List<String> arguments = arguments(name, settings.nCtx(), settings.evaluationChunks(), 0);
    arguments.addAll(List.of("--source", TO_FILL_IN));
    return arguments;
  }

  /**
   * The arguments with another context size and other evaluation chunks.
   *
   * @param poolChunks what that leaves for calibration; 0 for no limit
   */
  List<String> arguments(String name, int contextSize, int evaluationChunks, int poolChunks) {
    List<String> all =
        new ArrayList<>(List.of("new", name, "-m", evidence.model().path().toString()));
    evidence.sources().forEach(source -> all.addAll(List.of("--source", source(source))));
    all.addAll(List.of("--quants", String.join(",", settings.quantTypes())));
    all.addAll(List.of("-c", Integer.toString(contextSize)));
    unlessUsual(all, "-b", Math.max(contextSize, settings.nBatch()), 2048);
    unlessUsual(all, "-ub", settings.nUbatch(), 512);
    all.addAll(List.of("-t", Integer.toString(settings.threads())));
    unlessUsual(all, "-fa", settings.flashAttention(), FlashAttention.AUTO.word());
    unlessUsual(all, "-ngl", settings.gpuLayers() < 0 ? "all" : settings.gpuLayers(), "all");
    all.addAll(List.of("--eval-chunks", Integer.toString(evaluationChunks)));
    sizes(all, poolChunks == 0 ? Long.MAX_VALUE : (long) poolChunks * contextSize);
    unlessUsual(all, "--plateau-steps", settings.plateauK(), 2);
    unlessUsual(all, "--plateau-threshold", settings.tau(), 0.01);
    flag(all, "--all-positions", settings.scoredPositions().equals(LoopContext.ALL_POSITIONS));
    flag(all, "--process-output", settings.processOutput());
    all.addAll(quantizeFlags());
    all.addAll(evidence.libraryFlags());
    return all;
  }

  /** The flags of the experiment's quantize options. */
  List<String> quantizeFlags() {
    QuantizeSettings options = QuantizeSettings.ofJson(settings.quantizeOptions());
    List<String> all = new ArrayList<>();
    if (options.tokenEmbeddingType() != null) {
      all.addAll(List.of("--token-embedding-type", options.tokenEmbeddingType()));
    }
    if (options.outputTensorType() != null) {
      all.addAll(List.of("--output-tensor-type", options.outputTensorType()));
    }
    options.tensorTypes().forEach(type -> all.addAll(List.of("--tensor-type", type)));
    flag(all, "--pure", options.pure());
    flag(all, "--leave-output-tensor", options.leaveOutputTensor());
    flag(all, "--allow-requantize", options.allowRequantize());
    return all;
  }

  private void sizes(List<String> all, long pool) {
    all.addAll(List.of("--start", Long.toString(Math.min(settings.startTokens(), pool))));
    unlessUsual(all, "--growth", settings.growth(), 2.0);
    settings
        .maxTokens()
        .ifPresent(max -> all.addAll(List.of("--max", Long.toString(Math.min(max, pool)))));
  }

  private static String source(Source source) {
    String domain = source.domain().equals(source.name()) ? "" : ":" + source.domain();
    return source.name() + domain + "=" + source.origin();
  }

  private static void unlessUsual(List<String> all, String flag, Object value, Object usual) {
    if (!value.equals(usual)) {
      all.addAll(List.of(flag, value.toString()));
    }
  }

  private static void flag(List<String> all, String flag, boolean wanted) {
    if (wanted) {
      all.add(flag);
    }
  }
}
