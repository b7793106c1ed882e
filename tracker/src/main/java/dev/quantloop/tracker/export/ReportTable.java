package dev.quantloop.tracker.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A table of a report: titles, and rows of as many cells. */
final class ReportTable {
  /** A number, with its unit and interval. */
  private static final Pattern NUMBER =
      Pattern.compile("([-+]?(\\d[\\d.]*(e[-+]?\\d+)?|NaN|Infinity)|%|[KMGT]?i?B|to|[() ])*");

  private static final Pattern PARENTHESES = Pattern.compile("\\([^)]*\\)");

  private final List<String> titles;
  private final List<List<String>> rows = new ArrayList<>();

  /** A title, or a collection of them in its place, for each column. */
  ReportTable(Object... titles) {
    this.titles = flat(titles);
  }

  /** A cell, or a collection of them in its place, for each column. */
  void row(Object... cells) {
    List<String> row = flat(cells);
    if (row.size() != titles.size()) {
      throw new IllegalArgumentException(row + " does not fit " + titles);
    }
    rows.add(row);
  }

  private static List<String> flat(Object[] parts) {
    List<String> all = new ArrayList<>();
    for (Object part : parts) {
      if (part instanceof Collection<?> several) {
        several.forEach(one -> all.add(one.toString()));
      } else {
        all.add(part.toString());
      }
    }
    return all;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  void writeMarkdown(Appendable out) throws IOException {
    markdown(titles, out);
    out.append("|");
    for (boolean text : text()) {
      out.append(text ? " --- |" : " ---: |");
    }
    out.append("\n");
    for (List<String> row : rows) {
      markdown(row, out);
    }
  }

  /** For each column, whether it is read from the left, as what is not all numbers is. */
  private boolean[] text() {
    boolean[] text = new boolean[titles.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < text.length; column++) {
        text[column] |= !NUMBER.matcher(row.get(column)).matches();
      }
    }
    return text;
  }

  private static void markdown(List<String> cells, Appendable out) throws IOException {
    out.append(
        cells.stream()
            .map(cell -> cell.replace("|", "\\|").replaceAll("\\s+", " "))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  void writeHtml(Appendable out) throws IOException {
    out.append("<div class=\"wide\"><table>\n<thead>");
    boolean[] text = text();
    html("th", " scope=\"col\"", titles, text, out);
    out.append("</thead>\n<tbody>\n");
    for (List<String> row : rows) {
      html("td", "", row, text, out);
    }
    out.append("</tbody>\n</table></div>\n");
  }

  private static void html(
      String element, String attributes, List<String> cells, boolean[] text, Appendable out)
      throws IOException {
    out.append("<tr>");
    for (int column = 0; column < cells.size(); column++) {
      out.append('<').append(element).append(attributes);
      out.append(text[column] ? " class=\"text\">" : ">");
      out.append(Markup.escaped(kept(cells.get(column))));
      out.append("</").append(element).append('>');
    }
    out.append("</tr>\n");
  }

  /** Broken in lines only between a number and its interval, and between the ends of one. */
  private static String kept(String cell) {
    return PARENTHESES
        .matcher(cell.replace(" %", "\u00A0%").replace(" to ", " to\u00A0"))
        .replaceAll(inside -> Matcher.quoteReplacement(inside.group().replace(' ', '\u00A0')));
  }
}
