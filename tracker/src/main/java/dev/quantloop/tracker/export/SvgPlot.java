package dev.quantloop.tracker.export;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A plot of lines over one pair of axes, as SVG in a page whose style sheet has the classes {@code
 * s0} to {@code s5} for their colours.
 *
 * @param logarithmic whether x is; a 0 then stands for none, apart from the others
 * @param logarithmicHeight whether y is
 */
record SvgPlot(
    String title,
    String across,
    String up,
    List<Line> lines,
    boolean logarithmic,
    boolean logarithmicHeight) {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 380;
  private static final int LEFT = 74;
  private static final int RIGHT = WIDTH - 14;
  private static final int TOP = 34;
  private static final int BOTTOM = HEIGHT - 48;
  private static final int COLORS = 6;
  private static final int LETTER = 8;

  /**
   * Points that belong together.
   *
   * @param joined whether they are joined by a line
   * @param ahead how the line is predicted to go on, from its last point; empty for no prediction
   */
  record Line(String name, List<Point> points, boolean joined, List<Point> ahead) {
    private Stream<Point> all() {
      return Stream.concat(points.stream(), ahead.stream());
    }
  }

  /**
   * A point with its interval.
   *
   * @param label told of it under the mouse, and to those who can't see
   * @param marked whether it is set apart
   */
  record Point(double x, double y, double low, double high, String label, boolean marked) {}

  /** Writes nothing where there is no point. */
  void write(Appendable out) throws IOException {
    if (points().noneMatch(point -> Double.isFinite(point.y()))) {
      return;
    }
    SvgAxis x = SvgAxis.of(points().mapToDouble(Point::x), logarithmic, LEFT, RIGHT);
    SvgAxis y =
        SvgAxis.of(
            points().flatMapToDouble(p -> DoubleStream.of(p.y(), p.low(), p.high())),
            logarithmicHeight,
            BOTTOM,
            TOP);
    out.append(
        "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\">\n"
            .formatted(WIDTH, HEIGHT));
    out.append("<title>").append(Markup.escaped(title)).append("</title>\n");
    axes(x, y, out);
    for (int i = 0; i < lines.size(); i++) {
      out.append("<g class=\"s").append(Integer.toString(i % COLORS)).append("\">\n");
      line(lines.get(i), x, y, out);
      out.append("</g>\n");
    }
    legend(out);
    out.append("</svg><figcaption>")
        .append(Markup.escaped(title))
        .append("</figcaption></figure>\n");
  }

  private Stream<Point> points() {
    return lines.stream().flatMap(Line::all);
  }

  private void axes(SvgAxis x, SvgAxis y, Appendable out) throws IOException {
    for (double tick : x.ticks()) {
      String at = number(x.place(tick));
      out.append(
          "<line class=\"grid\" x1=\"%1$s\" y1=\"%2$d\" x2=\"%1$s\" y2=\"%3$d\"/>"
              .formatted(at, TOP, BOTTOM));
      String label = tick == 0 && x.logarithmic() ? "none" : SvgAxis.label(tick);
      text(at, number(BOTTOM + 18), "middle", label, out);
    }
    for (double tick : y.ticks()) {
      double at = y.place(tick);
      out.append(
          "<line class=\"grid\" x1=\"%2$d\" y1=\"%1$s\" x2=\"%3$d\" y2=\"%1$s\"/>"
              .formatted(number(at), LEFT, RIGHT));
      text(number(LEFT - 8), number(at + 4), "end", SvgAxis.label(tick), out);
    }
    text(number((LEFT + RIGHT) / 2.0), number(HEIGHT - 8), "middle", across, out);
    out.append(
        "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>\n"
            .formatted((TOP + BOTTOM) / 2, Markup.escaped(up)));
  }

  private static void line(Line line, SvgAxis x, SvgAxis y, Appendable out) throws IOException {
    if (line.ahead().size() > 1) {
      ahead(line.ahead(), x, y, out);
    }
    if (line.joined() && line.points().size() > 1) {
      out.append("<polyline class=\"line\" points=\"").append(path(line.points(), x, y));
      out.append("\"/>\n");
    }
    for (Point point : line.points()) {
      String at = number(x.place(point.x()));
      out.append("<g>");
      if (point.low() < point.high()) {
        out.append(
            "<line class=\"line\" x1=\"%1$s\" y1=\"%2$s\" x2=\"%1$s\" y2=\"%3$s\"/>"
                .formatted(at, number(y.place(point.low())), number(y.place(point.high()))));
      }
      out.append(
          "<circle cx=\"%s\" cy=\"%s\" r=\"%d\"%s>"
              .formatted(
                  at,
                  number(y.place(point.y())),
                  point.marked() ? 6 : 4,
                  point.marked() ? " class=\"mark\"" : ""));
      out.append("<title>").append(Markup.escaped(point.label())).append("</title>");
      out.append("</circle></g>\n");
    }
  }

  /** A dashed line in a band. */
  private static void ahead(List<Point> points, SvgAxis x, SvgAxis y, Appendable out)
      throws IOException {
    StringBuilder band = new StringBuilder();
    points.forEach(p -> band.append(place(p.x(), p.low(), x, y)));
    for (int i = points.size() - 1; i >= 0; i--) {
      band.append(place(points.get(i).x(), points.get(i).high(), x, y));
    }
    out.append("<polygon class=\"band\" points=\"").append(band.toString().strip());
    out.append("\"/>\n<polyline class=\"line dashed\" points=\"").append(path(points, x, y));
    out.append("\"/>\n");
  }

  private static String path(List<Point> points, SvgAxis x, SvgAxis y) {
    StringBuilder path = new StringBuilder();
    points.forEach(point -> path.append(place(point.x(), point.y(), x, y)));
    return path.toString().strip();
  }

  private static String place(double across, double height, SvgAxis x, SvgAxis y) {
    return number(x.place(across)) + "," + number(y.place(height)) + " ";
  }

  private void legend(Appendable out) throws IOException {
    int at = LEFT;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).points().isEmpty()) {
        continue;
      }
      String name = lines.get(i).name();
      out.append("<g class=\"s").append(Integer.toString(i % COLORS)).append("\">");
      out.append("<circle cx=\"%d\" cy=\"%d\" r=\"5\"/></g>".formatted(at + 5, TOP - 18));
      text(number(at + 15), number(TOP - 14), "start", name, out);
      at += 15 + LETTER * name.length() + 18;
    }
    if (lines.stream().anyMatch(line -> !line.ahead().isEmpty())) {
      text(number(at), number(TOP - 14), "start", "dashed: predicted, in its 95 % band", out);
    }
  }

  private static void text(String x, String y, String anchor, String text, Appendable out)
      throws IOException {
    out.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>\n"
            .formatted(x, y, anchor, Markup.escaped(text)));
  }

  private static String number(double value) {
    return String.format(Locale.US, "%.1f", value);
  }
}
