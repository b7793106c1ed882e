package dev.quantloop.app.source.hub;

import dev.quantloop.app.UsageException;
import dev.quantloop.app.UserException;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ReadingContext;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.RecordReader;
import dev.quantloop.app.source.RequiredDocuments;
import dev.quantloop.app.source.Sampling;
import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.source.SourceScheme;
import dev.quantloop.app.source.SourceSpec;
import dev.quantloop.app.source.file.ParquetRecords;
import dev.quantloop.app.source.file.RecordDocuments;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Opens datasets of the Hugging Face hub. */
public final class HubDatasets {
  /** Rows after these come from Parquet files: fifty pages are quick, thousands are not. */
  static final long PAGED_ROWS = 5000;

  private static final List<String> TEXTS = List.of("text", "content", "messages", "conversations");
  private static final String NAME = "[A-Za-z0-9][\\w.-]*(/[A-Za-z0-9][\\w.-]*)?";

  private final HubClient client;
  private final Optional<LocalRecords> parquet;
  private final Clock clock;
  private final Consumer<String> says;
  private final long pagedRows;

  /**
   * @param environment the variables of the process, which name servers, proxies and the token
   * @param cache the program's directory for what can be fetched again
   * @param parquet opens Parquet files; empty where that can't be done
   * @param says gets the progress
   */
  private HubDatasets(
      Map<String, String> environment,
      Path cache,
      Optional<LocalRecords> parquet,
      Consumer<String> says) {
    this(
        new HubClient(
            HubSettings.of(environment, cache),
            says,
            wait -> Thread.sleep(wait.toMillis()),
            Clock.systemUTC()),
        parquet,
        Clock.systemUTC(),
        says,
        PAGED_ROWS);
  }

  HubDatasets(
      HubClient client,
      Optional<LocalRecords> parquet,
      Clock clock,
      Consumer<String> says,
      long pagedRows) {
    this.client = client;
    this.parquet = parquet;
    this.clock = clock;
    this.says = says;
    this.pagedRows = pagedRows;
  }

  /** Opens {@code hf:OWNER/NAME}. */
  public static DocumentReader open(
      SourceSpec spec, String dataset, ReadingContext context, ReadingReport report) {
    Sampling sampling = Sampling.of(spec);
    HubRequest request =
        new HubRequest(
            dataset,
            spec.option(SourceOption.CONFIG),
            spec.option(SourceOption.SPLIT),
            spec.option(SourceOption.FIELD).or(() -> spec.option(SourceOption.MESSAGES)),
            spec.option(SourceOption.REVISION),
            sampling);
    RecordReader rows =
        new HubDatasets(
                context.environment(),
                context.directories().cache(),
                Optional.of((file, also) -> ParquetRecords.open(dataset, file, spec, also)),
                context.says())
            .open(request, report::note);
    String name = SourceScheme.HUB.label() + dataset;
    return new RequiredDocuments(
        new RecordDocuments(name, rows, spec, context.chats(), report), name, sampling);
  }

  /**
   * The rows that are wanted, and those after them.
   *
   * @param notes gets what is to be said of the dataset beside its texts
   * @throws UserException when the request leads to no rows, or not to enough
   */
  RecordReader open(HubRequest request, Consumer<String> notes) {
    String name = request.dataset().replaceFirst("^//datasets/", "");
    if (!name.matches(NAME)) {
      throw new UsageException("a dataset is written hf:OWNER/NAME; this is not: hf:" + name);
    }
    Sampling sampling = request.sampling();
    Dataset dataset = new Dataset(name, request.revision(), client, clock, says);
    SplitChoice choice =
        SplitChoice.of(
            dataset.label(),
            dataset.splits(),
            request.config(),
            request.split(),
            sampling.language());
    RowPage page = dataset.page(choice.name(), 0);
    HubRecords.requireRows(dataset, choice.name(), page, sampling);
    String field = field(dataset, request, page.columns());
    notes.accept(
        "%s: %s/%s at revision %s"
            .formatted(
                dataset.label(),
                choice.name().config(),
                choice.name().split(),
                dataset.revision()));
    if (page.partial()) {
      notes.accept(
          "%s: the dataset server has only the first %,d rows of %s/%s; the others are not read"
              .formatted(
                  dataset.label(), page.total(), choice.name().config(), choice.name().split()));
    }
    Optional<String> column =
        choice.byColumn()
            ? Optional.of(HubRecords.languageColumn(dataset, page.columns(), sampling.language()))
            : Optional.empty();
    // Rows of other languages do not count, so these are skipped one by one.
    long first = column.isPresent() ? 0 : sampling.skip();
    Predicate<DatasetRow> isWhole = row -> !row.truncated().contains(field);
    DatasetRows rows =
        new DatasetRows(
            dataset,
            choice.name(),
            first,
            page.total(),
            pagedRows,
            parquet,
            column,
            isWhole,
            notes,
            says);
    return new HubRecords(
        dataset,
        choice.name(),
        rows,
        sampling.language(),
        column,
        column.isPresent() ? sampling.skip() : 0);
  }

  /** The column with the texts. */
  private static String field(Dataset dataset, HubRequest request, List<String> columns) {
    if (request.field().isEmpty()) {
      return TEXTS.stream()
          .filter(columns::contains)
          .findFirst()
          .orElseThrow(
              () ->
                  new UserException(
                      "%s has no column text; say which one is it with field=, one of: %s"
                          .formatted(dataset.label(), String.join(", ", columns))));
    }
    String field = request.field().get();
    String column = columns.contains(field) ? field : field.replaceFirst("\\..*", "");
    if (!columns.contains(column)) {
      throw new UserException(
          "%s has no column %s; it has: %s"
              .formatted(dataset.label(), column, String.join(", ", columns)));
    }
    return column;
  }
}
