package dev.quantloop.app.cli.report;

import dev.quantloop.app.commandline.CommandWords;
import dev.quantloop.app.format.DisplayWidth;
import dev.quantloop.app.format.Json;
import dev.quantloop.app.guide.Guide;
import dev.quantloop.app.guide.Suggestion;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The guide of an experiment, for a person and as JSON. */
public final class GuideReport {
  private static final String INDENT = "   ";

  private final String experiment;
  private final Guide guide;
  private final List<String> databaseFlags;

  /**
   * @param databaseFlags what the commands that read the history are to be given; may be empty
   */
  public GuideReport(String experiment, Guide guide, List<String> databaseFlags) {
    this.experiment = experiment;
    this.guide = guide;
    this.databaseFlags = databaseFlags;
  }

  public void print(PrintWriter out, int width) {
    guide.findings().forEach(finding -> paragraph(out, "- ", "  ", finding, width));
    if (!guide.findings().isEmpty()) {
      out.println();
    }
    int number = 1;
    for (Suggestion suggestion : guide.suggestions()) {
      paragraph(out, number++ + ". ", INDENT, suggestion.titleWithCost(), width);
      paragraph(out, INDENT, INDENT, suggestion.reason(), width);
      // On one line, however long: it is to be copied.
      out.println(INDENT + "  " + CommandWords.line(command(suggestion)));
    }
    out.flush();
  }

  public Map<String, Object> document() {
    return Json.object(
        "experiment", experiment,
        "findings", guide.findings(),
        "suggestions", guide.suggestions().stream().map(this::document).toList());
  }

  private Map<String, Object> document(Suggestion suggestion) {
    var cost = suggestion.cost();
    return Json.object(
        "kind", suggestion.kind().name().toLowerCase(Locale.ROOT),
        "title", suggestion.title(),
        "reason", suggestion.reason(),
        "calibration_tokens", cost.calibrationTokens(),
        "evaluation_tokens", cost.evaluationTokens(),
        "seconds", cost.seconds().isPresent() ? cost.seconds().getAsDouble() : null,
        "at_most", cost.atMost(),
        "ready", suggestion.ready(),
        "arguments", command(suggestion),
        "command", CommandWords.line(command(suggestion)));
  }

  private List<String> command(Suggestion suggestion) {
    return CommandWords.of(suggestion.proposal(), databaseFlags);
  }

  private static void paragraph(
      PrintWriter out, String first, String others, String text, int width) {
    DisplayWidth.wrap(first, others, text, width).forEach(out::println);
  }
}
