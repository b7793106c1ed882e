package dev.quantloop.app.imports;

import dev.quantloop.app.ProgramVersion;
import dev.quantloop.app.UserException;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.ExperimentName;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.format.Numbers;
import dev.quantloop.app.setting.Setting;
import dev.quantloop.app.setting.SettingValues;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.LlamaException;
import dev.quantloop.tracker.record.Experiment;
import dev.quantloop.tracker.record.ImportedResult;
import dev.quantloop.tracker.record.ModelFile;
import dev.quantloop.tracker.record.NewModel;
import dev.quantloop.tracker.service.Tracker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes results that other programs have written into an experiment. What a directory holds besides
 * is left, and told; a file that was given by name has to be one that is known, and whole.
 */
public record ImportFiles(Tracker tracker) {
  /**
   * What becomes of a file.
   *
   * @param format empty where none is known
   * @param left why nothing is taken from it
   */
  public record Outcome(
      Path file, Optional<String> format, List<ImportedResult> results, Optional<String> left) {
    /** "took kld.log: 2 results (log of llama.cpp)" or "left notes.txt: …". */
    public String line() {
      return left.map(why -> "left  " + (why.startsWith(file + ":") ? why : file + ": " + why))
          .orElseGet(
              () ->
                  "took  %s: %s (%s)"
                      .formatted(
                          file, Numbers.amount(results.size(), "result"), format.orElseThrow()));
    }

    public Map<String, Object> document() {
      return Json.object(
          "file", file.toString(),
          "format", format.orElse(null),
          "results", results.size(),
          "left", left.orElse(null));
    }
  }

  /**
   * Reads files, and those of directories, down to the last; records nothing.
   *
   * @param into the experiment that is to have them, where it is there
   * @throws UserException when there is nothing to import, or a file that was given is not whole
   */
  public List<Outcome> read(List<Path> given, Optional<Experiment> into) {
    List<Outcome> outcomes = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Path path : given) {
      if (Files.isDirectory(path)) {
        files(path).forEach(file -> outcomes.add(outcome(file, false, into, seen)));
      } else if (Files.exists(path)) {
        outcomes.add(outcome(path, true, into, seen));
      } else {
        throw new UserException("there is no file or directory " + path);
      }
    }
    boolean known =
        outcomes.stream().anyMatch(one -> one.left().isEmpty() || one.format().isPresent());
    if (!known) {
      throw new UserException(
          "nothing in %s is known%s"
              .formatted(String.join(", ", given.stream().map(Path::toString).toList()), KNOWN));
    }
    if (outcomes.stream().noneMatch(one -> one.left().isEmpty() || isThere(one))) {
      Outcome first = outcomes.stream().filter(one -> one.format().isPresent()).findFirst().get();
      throw new UserException("nothing can be imported: " + first.left().orElseThrow());
    }
    return outcomes;
  }

  private static boolean isThere(Outcome outcome) {
    return outcome.left().filter(ALREADY::equals).isPresent();
  }

  private static final String KNOWN =
      ": give logs of llama.cpp, GGUF files, imatrices or tables as CSV";

  private static final String ALREADY = "it was imported before";

  private static List<Path> files(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new UserException("can't read " + directory + ": " + e.getMessage(), e);
    }
  }

  private Outcome outcome(
      Path file, boolean required, Optional<Experiment> into, Set<String> seen) {
    Optional<ImportFormat> format = Optional.empty();
    try {
      format = ImportFormat.of(file);
      if (format.isEmpty()) {
        throw new UserException(file + ": no format that is known" + (required ? KNOWN : ""));
      }
      List<Found> found = format.get().read(file);
      if (found.isEmpty()) {
        throw new UserException(file + ": there is no result in it");
      }
      requireContext(file, found, into);
      String sha256 = Sha256.of(file);
      Optional<String> title = format.map(ImportFormat::title);
      if (into.filter(one -> tracker.imports().contains(one.id(), sha256)).isPresent()) {
        return new Outcome(file, title, List.of(), Optional.of(ALREADY));
      } else if (!seen.add(sha256)) {
        return new Outcome(file, title, List.of(), Optional.of("a copy of it is imported"));
      }
      return new Outcome(file, title, results(file, found, sha256, title.get()), Optional.empty());
    } catch (UserException | LlamaException e) {
      if (required) {
        throw e;
      }
      return new Outcome(
          file, format.map(ImportFormat::title), List.of(), Optional.of(e.getMessage()));
    }
  }

  private static List<ImportedResult> results(
      Path file, List<Found> found, String sha256, String format) {
    String from = file.toAbsolutePath().normalize().toString();
    Set<String> taken = new HashSet<>();
    for (Found one : found) {
      if (!taken.add(one.line + " " + one.label)) {
        throw new UserException("%s:%d: '%s' is there twice".formatted(file, one.line, one.label));
      }
    }
    return found.stream().map(one -> one.result(from, sha256, format)).toList();
  }

  /** Figures of another context differ for that alone. */
  private static void requireContext(Path file, List<Found> found, Optional<Experiment> into) {
    if (into.filter(one -> !one.judges()).isEmpty()) {
      return;
    }
    int context = into.get().settings().nCtx();
    for (Found one : found) {
      if (!one.figures.isEmpty() && one.nCtx.isPresent() && one.nCtx.getAsInt() != context) {
        throw new UserException(
            "%s:%d: its figures are of a context of %d tokens, those of %s of %d: import it into an experiment of its own"
                .formatted(file, one.line, one.nCtx.getAsInt(), into.get().name(), context));
      }
    }
  }

  /**
   * Records all of them, or nothing.
   *
   * @param model that the quants were made of, where its file is at hand
   */
  public Experiment record(String name, Optional<Path> model, List<Outcome> outcomes) {
    Optional<Experiment> there = tracker.experiments().find(name);
    Optional<NewModel> known = model.map(path -> BaselineFile.open(path).describe());
    there.ifPresent(one -> known.ifPresent(given -> requireModel(one, given)));
    return tracker.transaction(
        () -> {
          Experiment experiment = there.orElseGet(() -> create(name, known, outcomes));
          tracker
              .imports()
              .add(
                  experiment.id(),
                  outcomes.stream().flatMap(one -> one.results().stream()).toList());
          return experiment;
        });
  }

  private void requireModel(Experiment experiment, NewModel given) {
    ModelFile own = tracker.experiments().model(experiment);
    if (!own.sha256().equals(given.sha256())) {
      throw new UserException(
          "%s is an experiment with another model (%s): choose another --name"
              .formatted(experiment.name(), own.name()));
    }
  }

  private Experiment create(String name, Optional<NewModel> model, List<Outcome> outcomes) {
    if (!ExperimentName.isValid(name)) {
      throw new UserException(
          "'%s' can't be the name of an experiment: %s".formatted(name, ExperimentName.RULE));
    }
    Set<Integer> contexts = new LinkedHashSet<>();
    outcomes.forEach(
        one ->
            one.results().stream()
                .map(ImportedResult::nCtx)
                .filter(OptionalInt::isPresent)
                .forEach(context -> contexts.add(context.getAsInt())));
    SettingValues settings =
        SettingValues.NONE
            .with(Setting.QUANTS, List.of())
            .with(Setting.REPLICATES, 0)
            .with(Setting.START, 1L)
            .with(Setting.CHUNKS, 1)
            .with(Setting.THREADS, 1)
            .with(Setting.HELD_OUT_CHUNKS, 0);
    if (contexts.size() == 1) {
      settings = settings.with(Setting.CONTEXT, contexts.iterator().next());
    }
    return tracker
        .experiments()
        .create(
            name,
            tracker.experiments().register(model.orElseGet(ModelFile::unknown)).id(),
            settings.recorded(),
            ProgramVersion.CURRENT);
  }
}
