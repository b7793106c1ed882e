package dev.quantloop.app.tui.screen.sql;

import dev.quantloop.tracker.dao.ReadOnlyHistory;
import dev.quantloop.tracker.service.Tracker;
import dev.quantloop.tracker.view.AnswerTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The tables and views that can be asked, views first, for they are made for people. */
public record Schema(List<Relation> relations) {
  static final Schema UNKNOWN = new Schema(List.of());

  private static final String QUESTION =
      """
      select m.type, m.name, p.name
      from sqlite_schema m join pragma_table_info(m.name) p
      where m.type in ('table', 'view') and m.name not like 'sqlite%'
      order by m.type desc, m.name, p.cid
      """;

  public Schema {
    relations = List.copyOf(relations);
  }

  /** A table or a view. */
  public record Relation(String name, boolean view, List<String> columns) {
    String kind() {
      return view ? "view" : "table";
    }
  }

  static Schema read(Path database) {
    AnswerTable answer = new AnswerTable();
    try (ReadOnlyHistory history = Tracker.openReadOnly(database)) {
      history.query(QUESTION, answer);
    }
    List<Relation> relations = new ArrayList<>();
    for (List<Object> row : answer.rows()) {
      add(relations, row.get(0).equals("view"), (String) row.get(1), (String) row.get(2));
    }
    return new Schema(relations);
  }

  private static void add(List<Relation> relations, boolean view, String name, String column) {
    if (relations.isEmpty() || !relations.get(relations.size() - 1).name().equals(name)) {
      relations.add(new Relation(name, view, new ArrayList<>()));
    }
    relations.get(relations.size() - 1).columns().add(column);
  }

  Optional<Relation> find(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return relations.stream()
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  List<String> names(boolean views) {
    return relations.stream().filter(one -> one.view() == views).map(Relation::name).toList();
  }
}
