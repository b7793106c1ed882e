package dev.quantloop.app.cli.option;

import dev.quantloop.app.console.Console;
import dev.quantloop.app.console.Stage;
import dev.quantloop.app.corpus.ReadingListener;
import dev.quantloop.app.source.SourceSearch;
import dev.quantloop.app.source.SourceSpec;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows how far long sources are read, a line for each. */
public final class ReadingLine implements ReadingListener, AutoCloseable {
  /** Bytes that take about a second; shorter sources need no line. */
  private static final long LONG_TEXT = 4_000_000;

  private static final long MEGABYTE = 1_000_000;

  private final Console console;
  private final Map<String, SourceSpec> whole;
  private String open = "";
  private long expected;
  private Stage stage;

  /**
   * @param specs of the sources that are read whole; of files it is known how much there is
   */
  public ReadingLine(Console console, List<SourceSpec> specs) {
    this.console = console;
    this.whole = specs.stream().collect(Collectors.toMap(SourceSpec::name, spec -> spec));
  }

  private static long bytes(SourceSpec spec) {
    return spec.files().size() < spec.paths().size()
        ? 0
        : SourceSearch.find(spec).found().stream()
            .mapToLong(file -> new File(file.path().toString()).length())
            .sum();
  }

  @Override
  public void read(String source, long bytes) {
    if (bytes < LONG_TEXT) {
      return;
    }
    if (!source.equals(open)) {
      end();
      open = source;
      expected = whole.containsKey(source) ? bytes(whole.get(source)) : 0;
      stage = console.progress().stage("read " + source, "megabytes", 0);
    }
    stage.advanced(bytes / MEGABYTE, expected == 0 ? 0 : Math.max(expected, bytes) / MEGABYTE);
  }

  @Override
  public void close() {
    end();
  }

  /** Ends the line that is open, so that others may follow. */
  public void end() {
    if (stage != null) {
      stage.close();
      stage = null;
    }
  }
}
