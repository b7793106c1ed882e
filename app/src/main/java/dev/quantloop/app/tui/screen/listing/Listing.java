package dev.quantloop.app.tui.screen.listing;

import dev.quantloop.app.tui.plot.Plot;
import java.util.List;
import java.util.Optional;

/**
 * What was read for a list.
 *
 * @param version of the database, as far as the list depends on it
 * @param below what stands below the rows
 * @param plot of the rows, titled with what it shows
 */
record Listing<R>(String version, List<R> rows, List<String> below, Optional<Titled> plot) {
  record Titled(String title, Plot plot) {}

  Listing {
    rows = List.copyOf(rows);
    below = List.copyOf(below);
  }
}
