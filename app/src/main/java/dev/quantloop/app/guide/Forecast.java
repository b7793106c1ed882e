package dev.quantloop.app.guide;

import dev.quantloop.app.corpus.ChunkOrder;
import dev.quantloop.app.corpus.CorpusSplit;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.BlockEnds;
import dev.quantloop.app.experiment.CorpusPlan;
import dev.quantloop.app.memory.MemoryBudget;
import dev.quantloop.app.memory.QuantSize;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.llama.gguf.GgufTensor;
import dev.quantloop.llama.quantize.QuantType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an experiment that does not exist yet will take if no plateau ends it early.
 *
 * @param cost tokens to decode, and the time for it where speeds are on record
 * @param diskBytes that its files take when they are the most
 * @param memoryBytes of the worker with the models that are compared side by side
 */
public record Forecast(CorpusPlan corpora, Cost cost, long diskBytes, long memoryBytes) {
  /** Files of a quant type that exist at once: the best, the latest, and the one being made. */
  private static final int KEPT_QUANTS = 3;

  private static final int BYTES_A_TOKEN = 4;

  /** Two figures of NLL and one of KLD, and a bit, as they are kept for each scored token. */
  private static final double BYTES_A_SCORE = 12.125;

  /** The worker's own, without models: its Java and libllama. */
  private static final long WORKER_BYTES = 160L << 20;

  private static final int FLOAT_BYTES = 4;
  private static final int DOUBLE_BYTES = 8;

  /**
   * The experiment.
   *
   * @param comparable on record, if any
   */
  public record Asked(
      BaselineFile model,
      CorpusPlan corpora,
      SettingValues settings,
      Optional<ComparableExperiment> comparable) {
    private List<QuantType> quantTypes() {
      return settings.get(Setting.QUANTS);
    }

    private int iterations(QuantType type) {
      return corpora.chunkCounts().size() + (type.needsImatrix() ? 0 : 1);
    }

    private int replicates() {
      return corpora.chunkCounts().size() * settings.get(Setting.REPLICATES);
    }

    /** Each type as often as it is quantized. */
    private List<String> quants() {
      List<String> all = new ArrayList<>();
      for (QuantType type : quantTypes()) {
        for (int i = 0; i < iterations(type) + replicates(); i++) {
          all.add(type.name());
        }
      }
      return all;
    }

    private long bytes(QuantType type) {
      OptionalLong measured =
          comparable.map(p -> p.bytes(type.name())).orElse(OptionalLong.empty());
      return measured.orElseGet(() -> QuantSize.bytes(model.bytes(), model.tensors(), type));
    }

    private int evaluationChunks() {
      return corpora.allEvaluationChunks();
    }

    private long evaluationTokens() {
      return (long) evaluationChunks() * corpora.contextSize();
    }

    /** What is recommended of each type is evaluated on them in the end, and the baseline. */
    private long heldOutTokens() {
      long chunks = corpora.allHeldOutChunks(settings);
      return chunks == 0 ? 0 : (quantTypes().size() + 1) * chunks * corpora.contextSize();
    }

    private long scoredTokens() {
      long tokens = evaluationTokens();
      return settings.get(Setting.ALL_POSITIONS) ? tokens : tokens / 2;
    }

    private long logitBytes() {
      return scoredTokens() * model.vocabularySize() * FLOAT_BYTES;
    }
  }

  /**
   * @param memory bytes that are available; where the models need more, logits go to the disk
   */
  public static Forecast of(Asked asked, long memory) {
    List<String> quants = asked.quants();
    long models = modelBytes(asked);
    boolean beside = models <= memory;
    long kept = Math.min(asked.logitBytes(), MemoryBudget.forLogits(memory));
    return new Forecast(
        asked.corpora(),
        cost(asked, quants),
        quantBytes(asked)
            + ledgerBytes(asked)
            + recordBytes(asked, quants.size())
            + (beside ? 0 : asked.logitBytes()),
        WORKER_BYTES + models + (beside ? kept : 0));
  }

  private static Cost cost(Asked asked, List<String> quants) {
    List<Integer> counts = asked.corpora().chunkCounts();
    int contextSize = asked.corpora().contextSize();
    // Each corpus holds the ones before, and the baseline is decoded once.
    int largest = counts.get(counts.size() - 1);
    long evaluation = (quants.size() + 1L) * asked.evaluationTokens() + asked.heldOutTokens();
    Speeds speeds =
        asked
            .comparable()
            .map(p -> p.scaledTo(asked.model().parameters(), contextSize, quants))
            .orElse(Speeds.UNKNOWN);
    return speeds.cost(largest, contextSize, quants, evaluation, true);
  }

  private static long quantBytes(Asked asked) {
    return asked.quantTypes().stream()
        .mapToLong(t -> Math.min(KEPT_QUANTS, asked.iterations(t)) * asked.bytes(t))
        .sum();
  }

  /** The ledger's blocks, and an imatrix for each corpus. */
  private static long ledgerBytes(Asked asked) {
    List<GgufTensor> tensors = asked.model().tensors();
    int sums = asked.settings().get(Setting.SQUARES_ONLY) ? 1 : 2;
    return blocks(asked) * QuantSize.imatrixBytes(tensors, sums * DOUBLE_BYTES)
        + asked.corpora().chunkCounts().size()
            * QuantSize.imatrixBytes(tensors, sums * FLOAT_BYTES);
  }

  private static long blocks(Asked asked) {
    List<Integer> sizes = asked.corpora().chunkCounts();
    ChunkOrder order = ChunkOrder.of(asked.corpora().splits());
    int replicates = asked.settings().get(Setting.REPLICATES);
    long blocks = 0;
    for (int source = 0; source < order.poolChunks().size(); source++) {
      BlockEnds ends = BlockEnds.of(order, sizes, source, replicates);
      int at = 0;
      for (int chunks : sizes) {
        for (int end = order.counts(chunks)[source]; at < end; blocks++) {
          at = Math.min(end, ends.after(at));
        }
      }
    }
    return blocks;
  }

  /** The texts' tokens, and what is kept of every evaluation. */
  private static long recordBytes(Asked asked, int quants) {
    long tokens =
        asked.corpora().splits().stream()
            .mapToLong((CorpusSplit s) -> (long) s.evaluationTokens() + s.poolTokens())
            .sum();
    return tokens * BYTES_A_TOKEN + Math.round(quants * asked.scoredTokens() * BYTES_A_SCORE);
  }

  /** Weights and a context of the baseline and of each quant. */
  private static long modelBytes(Asked asked) {
    long weights =
        asked.model().bytes() + asked.quantTypes().stream().mapToLong(asked::bytes).sum();
    long contexts =
        asked.model().contextMemory(asked.settings().decode()).bytes()
            * (asked.quantTypes().size() + 1);
    return weights + contexts;
  }
}
