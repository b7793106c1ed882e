package dev.quantloop.app.publish;

import dev.quantloop.app.UserException;
import dev.quantloop.app.allocate.AllocationStanding;
import dev.quantloop.app.allocate.RecipeText;
import dev.quantloop.app.experiment.BaselineFile;
import dev.quantloop.app.experiment.CommittedFile;
import dev.quantloop.app.experiment.RecordedFiles;
import dev.quantloop.app.source.Sha256;
import dev.quantloop.llama.file.FileOwner;
import dev.quantloop.llama.file.ScratchDirectory;
import dev.quantloop.llama.quantize.QuantType;
import dev.quantloop.tracker.export.ExportFormat;
import dev.quantloop.tracker.export.History;
import dev.quantloop.tracker.record.Imatrix;
import dev.quantloop.tracker.record.Quant;
import dev.quantloop.tracker.service.RecipeStanding;
import dev.quantloop.tracker.view.RankingRow;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a folder with what came of an experiment: imatrix, quants, recipe, figures, report, a
 * fragment of a README and SHA-256 sums. It appears whole or not at all. For one use.
 */
public final class PublishFolder {
  /** Makes a quant. */
  @FunctionalInterface
  public interface Quantizing {
    /**
     * @param imatrix empty for none
     */
    void quantize(QuantType type, Optional<Imatrix> imatrix, Path output);
  }

  /** The file of SHA-256 sums, which is the last that is written. */
  public static final String SUMS = "SHA256SUMS";

  private static final String PART = ".part";

  private final History history;
  private final List<AllocationStanding> steps;
  private final Quantizing quantizing;
  private final Consumer<String> says;
  private final RecordedFiles recorded = new RecordedFiles();
  private final List<PublishedFile> files = new ArrayList<>();
  private final List<PublishedRecipe> recipes = new ArrayList<>();

  /**
   * @param history judged
   * @param steps in which types of tensors were chosen, latest first
   * @param says is told what is left out, and what is not as it was evaluated
   */
  public PublishFolder(
      History history,
      List<AllocationStanding> steps,
      Quantizing quantizing,
      Consumer<String> says) {
    this.history = history;
    this.steps = steps;
    this.quantizing = quantizing;
    this.says = says;
  }

  /**
   * @param folder new, or empty
   * @param iteration whose imatrix and quants are published; empty for those that are recommended,
   *     with recipes of tensor types that are
   * @param wanted types that are made where they are not on disk
   * @return the names of the files, in the order of the sums
   */
  public List<String> write(Path folder, OptionalInt iteration, List<QuantType> wanted)
      throws IOException {
    List<RankingRow> rows = rows(iteration);
    Path place = place(folder);
    Path temporary = FileOwner.temporary(place, PART);
    FileOwner.deleteLeftovers(place, PART);
    FileOwner.notesOfOthers(place).forEach(says);
    ScratchDirectory.deleteAtExit(temporary);
    try {
      Files.createDirectory(temporary);
      fill(temporary, rows, wanted);
      if (iteration.isEmpty()) {
        addRecipes(temporary);
      }
      texts(temporary, rows);
      List<String> names = sums(temporary);
      Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
      return names;
    } finally {
      ScratchDirectory.delete(temporary);
    }
  }

  private List<RankingRow> rows(OptionalInt iteration) {
    String name = history.experiment().name();
    if (history.experiment().judges()) {
      throw new UserException(
          name + " has made no imatrix: publish an experiment that calibrates on growing text");
    }
    List<RankingRow> rows =
        iteration.isEmpty()
            ? history.chosen()
            : history.ranking().stream()
                .filter(row -> row.iteration() == iteration.getAsInt())
                .toList();
    if (history.ranking().isEmpty()) {
      throw new UserException(
          "%s has no evaluated iteration, so there is nothing to publish".formatted(name));
    } else if (rows.isEmpty()) {
      throw new UserException(
          "iteration %d of %s has no figures; those that have: %s"
              .formatted(
                  iteration.getAsInt(),
                  name,
                  history.ranking().stream()
                      .map(RankingRow::iteration)
                      .distinct()
                      .sorted()
                      .map(String::valueOf)
                      .collect(Collectors.joining(", "))));
    }
    return rows;
  }

  /** Where the folder is to be; a link to an empty one is followed. */
  private static Path place(Path folder) throws IOException {
    Path place = Files.exists(folder) ? folder.toRealPath() : folder.toAbsolutePath().normalize();
    Path parent = place.getParent();
    if (Files.exists(place) && !Files.isDirectory(place)) {
      throw new UserException(folder + " is a file; name a new folder");
    } else if (Files.isDirectory(place) && !isEmpty(place)) {
      throw new UserException(folder + " is not empty; name a new folder");
    } else if (parent == null || !Files.isDirectory(parent)) {
      throw new UserException(
          "no directory %s to make %s in".formatted(parent, place.getFileName()));
    } else if (!Files.isWritable(parent)) {
      throw new UserException("no permission to write to the directory " + parent);
    }
    return place;
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> content = Files.list(directory)) {
      return content.findAny().isEmpty();
    }
  }

  private void fill(Path directory, List<RankingRow> rows, List<QuantType> wanted)
      throws IOException {
    List<Imatrix> imatrices =
        rows.stream().flatMap(row -> imatrix(row).stream()).distinct().toList();
    for (Imatrix imatrix : imatrices) {
      add(directory, imatrix, imatrices.size() > 1);
    }
    for (RankingRow row : rows) {
      Quant quant = history.file(row.quant()).quant();
      QuantType type = QuantType.parse(row.quantType());
      if (quant.fileRemovedAt().isEmpty()
          && recorded.has(quant.file(), quant.bytes(), quant.sha256())) {
        String name = quantName(row.quantType());
        CommittedFile.linkOrCopy(quant.file(), directory.resolve(name));
        files.add(file(name, row.quantType(), quant.bytes(), quant.sha256(), row));
      } else if (wanted.contains(type)) {
        make(directory, type, imatrix(row), Optional.of(row));
      } else {
        says.accept(
            "%s of iteration %d is not on disk and left out; --quants %s makes it"
                .formatted(type, row.iteration(), type));
      }
    }
    for (QuantType type : wanted) {
      if (rows.stream().noneMatch(row -> row.quantType().equals(type.name()))) {
        make(directory, type, imatrices.stream().findFirst(), Optional.empty());
        says.accept(type + " is made and was not evaluated: nothing is known of its quality");
      }
    }
  }

  private void addRecipes(Path directory) throws IOException {
    for (AllocationStanding step : steps) {
      for (RecipeStanding one : step.made()) {
        String name = model() + "-" + one.recipe().fileName().replaceFirst("\\.gguf$", "");
        boolean latest = recipes.stream().noneMatch(other -> other.name().equals(name));
        if (one.recommended() && latest) {
          recipes.add(add(directory, name, one, imatrix(directory, name, step)));
        }
      }
    }
  }

  private PublishedRecipe add(
      Path directory, String name, RecipeStanding one, Optional<String> imatrix)
      throws IOException {
    Quant quant = one.file().orElseThrow();
    boolean there = recorded.has(quant.file(), quant.bytes(), quant.sha256());
    PublishedRecipe recipe = new PublishedRecipe(name, there, imatrix, one);
    if (there) {
      CommittedFile.linkOrCopy(quant.file(), directory.resolve(recipe.quantName()));
    } else {
      says.accept(
          "%s is not on disk and left out; its rules are in %s"
              .formatted(quant.file(), recipe.rulesName()));
    }
    write(directory.resolve(recipe.rulesName()), RecipeText.tensorRecipe(one).tensorTypeFile());
    return recipe;
  }

  /** The name of the imatrix that a recipe was made with, which is there then. */
  private Optional<String> imatrix(Path directory, String recipe, AllocationStanding step)
      throws IOException {
    Optional<Path> imatrix = step.settings().imatrixFile();
    if (imatrix.isEmpty()) {
      return Optional.empty();
    }
    String sha256 = step.settings().imatrixSha256().orElseThrow();
    Optional<String> there =
        files.stream()
            .filter(file -> !file.isQuant() && file.sha256().equals(sha256))
            .map(PublishedFile::name)
            .findFirst();
    if (there.isPresent()) {
      return there;
    }
    String name = recipe + "-imatrix.gguf";
    if (Files.isRegularFile(imatrix.get()) && Sha256.of(imatrix.get()).equals(sha256)) {
      CommittedFile.linkOrCopy(imatrix.get(), directory.resolve(name));
    } else {
      says.accept("%s is not on disk and left out".formatted(imatrix.get()));
    }
    return Optional.of(name);
  }

  private Optional<Imatrix> imatrix(RankingRow row) {
    return history.imatrix(history.iteration(row));
  }

  private void add(Path directory, Imatrix imatrix, boolean oneOfSeveral) throws IOException {
    if (!recorded.has(imatrix.file(), imatrix.bytes(), imatrix.sha256())) {
      throw new UserException(
          "%s is gone, or is not the imatrix that was recorded; 'quantloop ledger verify %s --mend' writes it again"
              .formatted(imatrix.file(), history.experiment().name()));
    }
    String suffix = oneOfSeveral ? "-" + imatrix.file().getFileName() : ".gguf"; // iter-003.gguf
    String name = model() + "-imatrix" + suffix;
    CommittedFile.linkOrCopy(imatrix.file(), directory.resolve(name));
    files.add(
        new PublishedFile(
            name,
            PublishedFile.IMATRIX,
            imatrix.bytes(),
            imatrix.sha256(),
            Optional.of(imatrix),
            Optional.empty()));
  }

  /** With the imatrix of the iteration and the settings of the experiment, as the loop does. */
  private void make(
      Path directory, QuantType type, Optional<Imatrix> imatrix, Optional<RankingRow> row)
      throws IOException {
    String name = quantName(type.name());
    quantizing.quantize(type, imatrix, directory.resolve(name));
    CommittedFile made = CommittedFile.of(directory.resolve(name));
    Optional<RankingRow> same =
        row.filter(one -> history.file(one.quant()).quant().sha256().equals(made.sha256()));
    if (row.isPresent() && same.isEmpty()) {
      says.accept(
          "%s comes out differently from the file that was evaluated, so it has no figures: was it made with another llama.cpp?"
              .formatted(type));
    }
    files.add(new PublishedFile(name, type.name(), made.bytes(), made.sha256(), imatrix, same));
  }

  private PublishedFile file(
      String name, String type, long bytes, String sha256, RankingRow evaluated) {
    return new PublishedFile(name, type, bytes, sha256, imatrix(evaluated), Optional.of(evaluated));
  }

  private String model() {
    return BaselineFile.nameWithoutType(history.model().path());
  }

  private String quantName(String type) {
    return model() + "-" + type + ".gguf";
  }

  private void texts(Path directory, List<RankingRow> rows) throws IOException {
    PublishText text = new PublishText(history, files, recipes);
    write(directory.resolve("recipe.json"), text.recipe());
    write(directory.resolve("README.md"), text.readme(rows));
    for (ExportFormat format : List.of(ExportFormat.JSON, ExportFormat.HTML)) {
      String name = format == ExportFormat.JSON ? "results" : "report";
      try (Writer out = Files.newBufferedWriter(directory.resolve(name + "." + format.ending()))) {
        format.write(history, out);
      }
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
  }

  /** Writes the sums of all files, as sha256sum does. */
  private List<String> sums(Path directory) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    files.forEach(file -> sums.put(file.name(), file.sha256()));
    try (Stream<Path> content = Files.list(directory)) {
      for (Path file : content.toList()) {
        String name = file.getFileName().toString();
        if (!sums.containsKey(name)) {
          sums.put(name, Sha256.of(file));
        }
      }
    }
    write(
        directory.resolve(SUMS),
        sums.entrySet().stream()
            .map(sum -> sum.getValue() + "  " + sum.getKey() + "\n")
            .collect(Collectors.joining()));
    return List.copyOf(sums.keySet());
  }
}
