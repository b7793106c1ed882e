package dev.quantloop.tracker.dao;

import static java.util.stream.Collectors.joining;

import dev.quantloop.tracker.id.ExperimentId;
import dev.quantloop.tracker.record.BroughtFile;
import dev.quantloop.tracker.record.MergedExperiment.Contents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Takes rows over from a history that is attached as {@code theirs}. For each table with ids, a
 * temporary one maps theirs to ours; so rows are to be taken in the order of {@link
 * MergedTable#ALL}, within one transaction.
 */
public final class MergeDao implements Dao {
  /** Of a replicate that is done the figures alone are kept. */
  private static final String WITHOUT_REPLICATES =
      "not exists (select 1 from theirs.iteration i"
          + " where i.id = t.iteration_id and i.replicate > 0 and i.state = 'done')";

  private static final Set<String> OWN_FILES =
      Set.of("corpus", "ledger_block", "imatrix", "quant", "run");

  private final Handle handle;
  private final Map<String, Columns> columns = new HashMap<>();

  /**
   * A table's columns.
   *
   * @param references tables that columns refer to
   * @param required columns without whose row there is none of this table
   */
  private record Columns(
      List<String> all,
      List<String> primary,
      Map<String, String> references,
      List<String> required) {
    boolean hasIds() {
      return primary.equals(List.of("id"));
    }

    List<String> values() {
      return all.stream().filter(column -> !column.equals("id")).toList();
    }
  }

  /** A column, its place in the primary key, and the table that it refers to. */
  public record Column(String name, long pk, Optional<String> reference, Optional<String> gone) {
    boolean isRequired() {
      return reference().isPresent() && !gone.equals(Optional.of("SET NULL"));
    }
  }

  /**
   * A file of a row that is in both.
   *
   * @param place where it is to lie here
   * @param isNew whether the row has only now come
   */
  public record FileOfRow(
      String theirs, String ours, String place, Optional<String> sha256, boolean isNew) {}

  public MergeDao(Handle handle) {
    this.handle = handle;
    for (MergedTable table : MergedTable.ALL) {
      columns.put(table.name(), columns(table.name()));
    }
  }

  @Override
  public Handle handle() {
    return handle;
  }

  private Columns columns(String table) {
    List<Column> found =
        list(
            Column.class,
            "select c.name, c.pk, f.\"table\" as reference, f.on_delete as gone"
                + " from pragma_table_info(?) c"
                + " left join pragma_foreign_key_list(?) f on f.\"from\" = c.name order by c.cid",
            table,
            table);
    Map<String, String> references = new HashMap<>();
    found.forEach(one -> one.reference().ifPresent(to -> references.put(one.name(), to)));
    return new Columns(
        found.stream().map(Column::name).toList(),
        found.stream().filter(one -> one.pk() > 0).map(Column::name).toList(),
        references,
        found.stream().filter(Column::isRequired).map(Column::name).toList());
  }

  /** The experiment here that one of theirs is. */
  public Optional<ExperimentId> findSame(ExperimentId theirs) {
    return find(ExperimentId.class, SqlFile.of("find-same-experiment.sql"), theirs);
  }

  /** What there is of an experiment here. */
  public Contents contents(ExperimentId experiment) {
    return handle
        .createQuery(SqlFile.of("count-contents.sql"))
        .bind("id", experiment)
        .mapTo(Contents.class)
        .one();
  }

  /**
   * Makes the temporary tables.
   *
   * @param place where a file of theirs is to lie
   */
  public void begin(DataFiles theirs, UnaryOperator<Path> place, DataFiles ours) {
    for (MergedTable table : MergedTable.ALL) {
      if (columns.get(table.name()).hasIds()) {
        handle.execute("drop table if exists temp." + map(table.name()));
        handle.execute(
            "create temp table %s (theirs integer primary key, ours integer not null)"
                .formatted(map(table.name())));
      }
    }
    handle.execute("drop table if exists temp.merged_file");
    handle.execute("create temp table merged_file (theirs text primary key, ours text not null)");
    for (MergedTable table : MergedTable.ALL) {
      if (!table.file().isEmpty()) {
        String sql =
            "select distinct %1$s from theirs.%2$s where %1$s is not null"
                .formatted(table.file(), table.name());
        list(String.class, sql)
            .forEach(
                file ->
                    handle.execute(
                        "insert or ignore into temp.merged_file values (?, ?)",
                        file,
                        ours.stored(place.apply(theirs.resolve(file)))));
      }
    }
  }

  /** Says which experiment one of theirs is. */
  public void map(ExperimentId theirs, ExperimentId ours) {
    handle.execute("insert into temp.merged_experiment values (?, ?)", theirs, ours);
  }

  /** Takes an experiment over under a name that is free. */
  public ExperimentId insert(ExperimentId theirs, String name) {
    MergedTable table =
        MergedTable.ALL.stream().filter(MergedTable::isExperiment).findFirst().orElseThrow();
    handle.execute(
        "insert into main.experiment (%s) select %s from %s where t.id = ?"
            .formatted(
                String.join(", ", columns.get(table.name()).values()),
                columns.get(table.name()).values().stream()
                    .map(column -> column.equals("name") ? "?" : value(table, column))
                    .collect(joining(", ")),
                from(table)),
        name,
        theirs);
    ExperimentId ours = get(ExperimentId.class, "select last_insert_rowid()");
    map(theirs, ours);
    return ours;
  }

  /**
   * Takes what is not here yet, and brings up to date what is.
   *
   * @param files takes the files that are to come
   * @return how many rows
   */
  public int merge(MergedTable table, DataFiles theirs, DataFiles ours, List<BroughtFile> files) {
    boolean hasIds = columns.get(table.name()).hasIds();
    long before = hasIds ? highestId(table) : 0;
    int rows = insertMissing(table);
    if (hasIds) {
      mapRows(table);
    }
    if (OWN_FILES.contains(table.name())) {
      files.addAll(files(table, before, theirs, ours));
    }
    return table.ended().isEmpty() ? rows : rows + update(table);
  }

  private long highestId(MergedTable table) {
    return get(Long.class, "select ifnull(max(id), 0) from main." + table.name());
  }

  private void mapRows(MergedTable table) {
    handle.execute(
        "insert into temp.%s select id, ours from (select t.id, (%s) as ours from %s where %s) where ours is not null"
            .formatted(map(table.name()), same(table, "min(o.id)"), from(table), isPlaced(table)));
  }

  private int insertMissing(MergedTable table) {
    Columns its = columns.get(table.name());
    return handle.execute(
        "insert into main.%s (%s) select %s from %s where %s and not exists (%s)%s"
            .formatted(
                table.name(),
                String.join(", ", its.values()),
                its.values().stream().map(c -> value(table, c)).collect(joining(", ")),
                from(table),
                isPlaced(table),
                same(table, "1"),
                its.hasIds() ? " order by t.id" : ""));
  }

  /** Takes the later of two states of a row. */
  private int update(MergedTable table) {
    List<String> changing =
        columns.get(table.name()).values().stream()
            .filter(column -> !table.key().contains(column))
            .toList();
    String values =
        columns.get(table.name()).values().stream()
            .map(column -> value(table, column) + " as " + column)
            .collect(joining(", "));
    String theirs =
        "(select %s from %s where %s) as s".formatted(values, from(table), isPlaced(table));
    String isLater =
        table.key().stream().map(k -> "o.%1$s is s.%1$s and ".formatted(k)).collect(joining())
            + "s.%1$s is not null and (o.%1$s is null or s.%1$s > o.%1$s)".formatted(table.ended());
    if (!table.parts().isEmpty()) {
      handle.execute(
          "delete from main.%s where %s in (select o.id from main.%s o join %s on %s)"
              .formatted(table.parts(), table.partOf(), table.name(), theirs, isLater));
    }
    return handle.execute(
        "update main.%s as o set %s from %s where %s"
            .formatted(
                table.name(),
                changing.stream().map(c -> c + " = s." + c).collect(joining(", ")),
                theirs,
                isLater));
  }

  /** Files of rows that have come, as far as they are kept, and files that are missing here. */
  private List<BroughtFile> files(MergedTable table, long after, DataFiles theirs, DataFiles ours) {
    boolean isHashed = columns.get(table.name()).all().contains("sha256");
    String kept =
        switch (table.name()) {
          case "quant" -> " and t.file_removed_at is null and o.file_removed_at is null";
          case "imatrix" -> " and " + WITHOUT_REPLICATES;
          default -> "";
        };
    String sql =
        "select t.%1$s as theirs, o.%1$s as ours, f.ours as place, %2$s as sha256, o.id > ? as is_new from theirs.%3$s t join temp.%4$s m on m.theirs = t.id join main.%3$s o on o.id = m.ours join temp.merged_file f on f.theirs = t.%1$s where %5$s%6$s order by t.id"
            .formatted(
                table.file(),
                isHashed ? "t.sha256" : "null",
                table.name(),
                map(table.name()),
                isHashed ? "t.sha256 = o.sha256" : "true",
                kept);
    return list(FileOfRow.class, sql, after).stream()
        .flatMap(row -> wanted(row, theirs, ours).stream())
        .toList();
  }

  private Optional<BroughtFile> wanted(FileOfRow row, DataFiles theirs, DataFiles ours) {
    Path there = theirs.resolve(row.theirs());
    Path here = ours.resolve(row.ours());
    Path place = ours.resolve(row.place());
    if (!row.isNew() && Files.notExists(there)) {
      return Optional.empty();
    }
    boolean leftWhereItWas =
        here.equals(there) || Files.notExists(here) && !here.startsWith(ours.directory());
    if (!row.isNew() && leftWhereItWas) {
      move(row.ours(), row.place());
      here = place;
    }
    return row.isNew() || here.equals(place) && Files.notExists(here)
        ? Optional.of(new BroughtFile(there, here, row.sha256()))
        : Optional.empty();
  }

  private void move(String from, String to) {
    MergedTable.ALL.stream()
        .filter(table -> !table.file().isEmpty())
        .forEach(
            table ->
                handle.execute(
                    "update main.%1$s set %2$s = ? where %2$s = ?"
                        .formatted(table.name(), table.file()),
                    to,
                    from));
  }

  /** Their rows as t, joined with what maps the ids that they hold. */
  private String from(MergedTable table) {
    StringBuilder from = new StringBuilder("theirs.%s t".formatted(table.name()));
    columns
        .get(table.name())
        .references()
        .forEach(
            (column, to) ->
                from.append(
                    " left join temp.%1$s m_%2$s on m_%2$s.theirs = t.%2$s"
                        .formatted(map(owner(to)), column)));
    return from.toString();
  }

  /** The table whose ids a table is referred to by: its own, or what its key refers to. */
  private String owner(String table) {
    Columns its = columns.get(table);
    return its.hasIds() ? table : owner(its.references().get(its.primary().get(0)));
  }

  /** Whether all that a row of theirs refers to is here. */
  private String isPlaced(MergedTable table) {
    return Stream.concat(
            Stream.of("true"),
            columns.get(table.name()).required().stream()
                .map(column -> "(t.%1$s is null or m_%1$s.ours is not null)".formatted(column)))
        .collect(joining(" and "));
  }

  /** What a column of theirs is here. */
  private String value(MergedTable table, String column) {
    if (columns.get(table.name()).references().containsKey(column)) {
      return "m_%s.ours".formatted(column);
    } else if (column.equals(table.file())) {
      return "(select f.ours from temp.merged_file f where f.theirs = t.%s)".formatted(column);
    }
    return "t." + column;
  }

  /** Selects from the rows here, o, that are the same as t. */
  private String same(MergedTable table, String what) {
    return "select %s from main.%s o where %s"
        .formatted(
            what,
            table.name(),
            table.key().stream()
                .map(key -> "o.%s is %s".formatted(key, value(table, key)))
                .collect(joining(" and ")));
  }

  private static String map(String table) {
    return "merged_" + table;
  }
}
