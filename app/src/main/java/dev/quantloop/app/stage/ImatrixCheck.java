package dev.quantloop.app.stage;

import dev.quantloop.app.format.Numbers;
import dev.quantloop.llama.gguf.GgufFile;
import dev.quantloop.llama.gguf.NextnLayers;
import dev.quantloop.llama.imatrix.ImatrixCoverage;
import dev.quantloop.llama.imatrix.ImatrixEntry;
import dev.quantloop.llama.imatrix.ImatrixFile;
import dev.quantloop.llama.imatrix.ImatrixSums;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is wrong with an imatrix file, and what else there is to know before it is used.
 *
 * @param wrong what makes it, or a part of it, useless or misleading
 * @param notes what is in order, but not as it usually is
 */
public record ImatrixCheck(ImatrixSums sums, List<String> wrong, List<String> notes) {
  /** How far float sums may stray from what is possible for sums of the same numbers. */
  private static final double TOLERANCE = 1e-3;

  public ImatrixCheck {
    wrong = List.copyOf(wrong);
    notes = List.copyOf(notes);
  }

  /**
   * @param model that it is to be used with, if known
   * @throws dev.quantloop.llama.LlamaException when the file can't be read, is damaged, is no
   *     imatrix or is of another model
   */
  public static ImatrixCheck of(Path file, Optional<Path> model) {
    ImatrixSums read = ImatrixFile.read(file);
    ImatrixSums sums = read.ofText();
    Findings findings = new Findings(sums);
    if (read.neutralPrior() > 0) {
      findings.notes.add(
          "it holds a neutral prior of %s, which is left out here"
              .formatted(Numbers.amount(read.neutralPrior(), "token")));
    }
    findings.ofCounts();
    if (model.isEmpty()) {
      findings.ofExperts(); // with a model, its coverage says more
    }
    findings.ofSums();
    findings.ofFile(file);
    model.ifPresent(path -> findings.ofModel(GgufFile.read(path), file));
    return new ImatrixCheck(sums, findings.wrong, findings.notes);
  }

  private record Findings(ImatrixSums sums, List<String> wrong, List<String> notes) {
    Findings(ImatrixSums sums) {
      this(sums, new ArrayList<>(), new ArrayList<>());
    }

    void ofCounts() {
      weights(wrong, "saw no token", entry -> entry.maxCount() == 0);
      weights(
          wrong,
          "saw tokens, but all sums are 0",
          entry -> entry.maxCount() > 0 && !entry.isActive());
      long most =
          sums.entries().values().stream().mapToLong(ImatrixEntry::maxCount).max().orElse(0);
      long said = sums.chunkCount() * sums.chunkSize();
      if (Math.abs(most - said) >= sums.chunkSize()) {
        notes.add(
            "it says %s of %s, but its largest count is %s"
                .formatted(
                    Numbers.amount(sums.chunkCount(), "chunk"),
                    Numbers.amount(sums.chunkSize(), "token"),
                    Numbers.amount(most, "token")));
      }
      // The layers that predict further tokens have none before the first token of a chunk.
      NextnLayers nextn = sums.nextn();
      names(
          notes,
          "dense, but saw fewer tokens than others",
          weight ->
              weight.getValue().experts() == 1
                  && weight.getValue().maxCount() > 0
                  && weight.getValue().maxCount() < most
                  && !nextn.contains(weight.getKey()));
    }

    void ofExperts() {
      weights(
          notes,
          "some experts saw no token",
          entry -> entry.maxCount() > 0 && entry.hasIdleExperts());
    }

    void ofSums() {
      weights(
          wrong, "sums of activations that can't belong to their squares", Findings::contradicts);
      long plain = sums.entries().values().stream().filter(e -> e.plain() != null).count();
      if (plain < sums.entries().size()) {
        notes.add(
            "%d of %s: only sums of squared activations, not of the activations themselves"
                .formatted(
                    sums.entries().size() - plain,
                    Numbers.amount(sums.entries().size(), "weight")));
      }
    }

    /** Whether (Σa)² exceeds count · Σa². */
    private static boolean contradicts(ImatrixEntry entry) {
      for (int i = 0; entry.plain() != null && i < entry.sums().length; i++) {
        double most = entry.counts()[i / entry.columns()] * entry.sums()[i] * (1 + TOLERANCE);
        if (entry.plain()[i] * entry.plain()[i] > most + Float.MIN_NORMAL) {
          return true;
        }
      }
      return false;
    }

    void ofFile(Path file) {
      ImatrixFile.partOf(file)
          .ifPresent(
              whole -> wrong.add("it is a part of an imatrix that was not computed to its end"));
      List<String> foreign = ImatrixFile.foreignNames(file);
      if (!foreign.isEmpty()) {
        notes.add(
            "%d keys or tensors of other programs, which stay in the file; the first is %s"
                .formatted(foreign.size(), foreign.get(0)));
      }
      if (sums.datasets().isEmpty()) {
        notes.add("it does not say what text it is of");
      }
    }

    void ofModel(GgufFile model, Path file) {
      sums.requireFit(model, file);
      ImatrixCoverage.of(model, sums).gaps().forEach(notes::add);
      model
          .metadata()
          .whole(model.metadata().text("general.architecture").orElse("") + ".context_length")
          .ifPresent(
              trained -> {
                if (sums.chunkSize() > trained) {
                  notes.add(
                      "its chunks of %d tokens are longer than the %d that the model was trained on"
                          .formatted(sums.chunkSize(), trained));
                }
              });
    }

    private void weights(List<String> into, String what, Predicate<ImatrixEntry> concerned) {
      names(into, what, entry -> concerned.test(entry.getValue()));
    }

    private void names(
        List<String> into, String what, Predicate<Map.Entry<String, ImatrixEntry>> concerned) {
      List<String> names =
          sums.entries().entrySet().stream().filter(concerned).map(Map.Entry::getKey).toList();
      if (!names.isEmpty()) {
        into.add(
            "%d of %s: %s; the first is %s"
                .formatted(
                    names.size(),
                    Numbers.amount(sums.entries().size(), "weight"),
                    what,
                    names.get(0)));
      }
    }
  }
}
