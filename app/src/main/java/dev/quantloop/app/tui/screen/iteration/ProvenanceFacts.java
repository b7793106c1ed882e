package dev.quantloop.app.tui.screen.iteration;

import dev.quantloop.app.experiment.ProvenanceLine;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.tui.screen.iteration.IterationData.RecordedFile;
import dev.quantloop.tracker.record.EvaluationSet;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Iteration;
import dev.quantloop.tracker.record.Provenance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The files of a quant, and what it was computed from and with. */
final class ProvenanceFacts {
  private final IterationData data;
  private final List<Fact> facts = new ArrayList<>();

  private ProvenanceFacts(IterationData data) {
    this.data = data;
  }

  static List<Fact> of(IterationData data) {
    ProvenanceFacts facts = new ProvenanceFacts(data);
    facts.files();
    facts.hashes();
    facts.computing();
    facts.putAside();
    facts.origin();
    return facts.facts;
  }

  private void files() {
    heading("Files");
    for (RecordedFile file : data.files()) {
      String value =
          "%s (%s, %s)".formatted(near(file.path()), Numbers.bytes(file.bytes()), file.state());
      facts.add(new Fact(file.what(), value, file.path().toString()));
    }
  }

  /** Without the directory of the database, where a file lies in it. */
  private Path near(Path file) {
    return file.startsWith(data.directory()) ? data.directory().relativize(file) : file;
  }

  private void hashes() {
    heading("SHA-256");
    add("quant", data.quant().sha256());
    data.imatrix().ifPresent(imatrix -> add("imatrix", imatrix.sha256()));
    data.iteration().corpusSha256().ifPresent(sha -> add("corpus", sha));
    add("model", data.model().sha256());
    data.logits().ifPresent(file -> add("its logits", file.sha256()));
    for (EvaluationSet set : data.sets()) {
      add("evaluation, " + set.name(), set.sha256());
    }
  }

  private void computing() {
    heading("Computed with");
    data.imatrix().ifPresent(this::imatrix);
    add("quantizing", ProvenanceLine.of(data.quant().provenance()));
    add("", "in " + duration(data.quant().seconds()));
    Provenance evaluation = data.scores().score().provenance();
    add("evaluating", ProvenanceLine.of(evaluation));
    add("", "scored positions: " + evaluation.scoredPositions());
    String options = data.experiment().settings().quantizeOptions();
    if (!options.equals("{}")) {
      add("quantizer", options);
    }
    if (data.experiment().settings().processOutput()) {
      add("output.weight", "calibrated too");
    }
    if (data.experiment().settings().nextn()) {
      add("MTP layer", "calibrated too");
    }
    if (data.experiment().settings().squaresOnly()) {
      add("sums", "of squared activations alone");
    }
  }

  private void putAside() {
    if (!data.quarantine().isEmpty()) {
      heading("Put aside, in no figure");
      data.quarantine().forEach(row -> add(row.side(), row.line()));
    }
  }

  private void imatrix(Imatrix imatrix) {
    add("imatrix", ProvenanceLine.of(imatrix.provenance()));
    add(
        "",
        "%s from %s, %s, in %s"
            .formatted(
                Numbers.amount(imatrix.entries(), "entry"),
                Numbers.amount(imatrix.chunks(), "chunk"),
                Numbers.amount(imatrix.tokens(), "token"),
                duration(imatrix.seconds())));
  }

  private void origin() {
    heading("Made");
    Iteration iteration = data.iteration();
    add("experiment", data.experiment().name() + ", id " + data.experiment().id());
    add("", data.experiment().createdAt() + " by quantloop " + data.experiment().programVersion());
    add("iteration", iteration.number() + ", " + iteration.kind().word());
    add("begun", iteration.createdAt().toString());
    iteration.endedAt().ifPresent(at -> add("ended", at.toString()));
    add(
        "model",
        "%s, %s, %s, %s parameters"
            .formatted(
                data.model().name(),
                data.model().architecture(),
                data.model().fileType(),
                Numbers.count(data.model().parameters())));
  }

  private static String duration(double seconds) {
    return Numbers.duration(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  private void heading(String title) {
    facts.add(Fact.heading(title));
  }

  private void add(String label, String value) {
    facts.add(Fact.of(label, value));
  }
}
