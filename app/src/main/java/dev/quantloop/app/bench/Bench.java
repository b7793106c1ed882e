package dev.quantloop.app.bench;

import dev.quantloop.app.Medians;
import dev.quantloop.app.console.Progress;
import dev.quantloop.app.console.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs contests: both sides in turn, so that what disturbs the machine disturbs both, and who goes
 * first changes with each round.
 */
public final class Bench {
  private final BenchSettings settings;
  private final Progress progress;
  private final KernelWatch ours = new KernelWatch();
  private final KernelWatch theirs = new KernelWatch();

  public Bench(BenchSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** The contests by name. */
  public enum Part {
    IMATRIX,
    QUANTIZE,
    KLD,
    LOOP
  }

  public List<ContestResult> run(List<Part> parts, int rounds) {
    Contests contests = new Contests(settings);
    if (parts.stream().anyMatch(part -> part != Part.LOOP)) {
      script("prepare", contests.preparation(), peerVariables()).seconds(theirs);
    }
    List<ContestResult> results = new ArrayList<>();
    for (Part part : parts) {
      results.add(run(part, contests.of(part), rounds));
    }
    return results;
  }

  /** Whether both sides ran the same CPU kernels; known after a run. */
  public String kernels() {
    return KernelWatch.compare(ours, theirs);
  }

  private ContestResult run(Part part, Contests.Contest contest, int rounds) {
    String name = part.name().toLowerCase(java.util.Locale.ROOT);
    ShellScript our = script(name + "-ours", contest.ours(), Map.of());
    ShellScript their = script(name + "-theirs", contest.theirs(), peerVariables());
    List<Double> ourSeconds = new ArrayList<>();
    List<Double> theirSeconds = new ArrayList<>();
    try (Stage stage = progress.stage("bench " + contest.name(), "rounds", 0)) {
      for (int round = 0; round < rounds; round++) {
        if (round % 2 == 0) {
          ourSeconds.add(our.seconds(ours));
          theirSeconds.add(their.seconds(theirs));
        } else {
          theirSeconds.add(their.seconds(theirs));
          ourSeconds.add(our.seconds(ours));
        }
        stage.advanced(round + 1L, rounds);
      }
      ContestResult result =
          new ContestResult(contest.name(), contest.limit(), ourSeconds, theirSeconds);
      stage.finish(
          "%.2f s, llama.cpp %.2f s, ratio %.2f"
              .formatted(result.ourMedian(), result.theirMedian(), result.ratio()));
      return result;
    }
  }

  private ShellScript script(String name, List<String> lines, Map<String, String> variables) {
    Path file = settings.directory().resolve(name + ".sh");
    return ShellScript.write(file, lines, variables);
  }

  private Map<String, String> peerVariables() {
    return Map.of("LD_LIBRARY_PATH", settings.peer().toString());
  }

  /**
   * The times of a contest, in seconds, in the order of the rounds.
   *
   * @param limit as in {@link Contests.Contest}
   */
  public record ContestResult(String name, double limit, List<Double> ours, List<Double> theirs) {
    public double ourMedian() {
      return Medians.of(ours);
    }

    public double theirMedian() {
      return Medians.of(theirs);
    }

    /** Our median over theirs: below 1 is faster. */
    public double ratio() {
      return ourMedian() / theirMedian();
    }
  }
}
