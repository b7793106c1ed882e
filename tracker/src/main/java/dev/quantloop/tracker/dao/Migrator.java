package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.TrackerException;
import dev.quantloop.tracker.TrackerRemedy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings a database up to date: applies what is missing, each migration in a transaction of its own
 * together with its row in {@code schema_migration}, after checking that those applied before are
 * the ones this program knows. Several processes may do so at once.
 *
 * <p>Decision, 2026-11-22: no migration library. The program starts anew for every command, and a
 * plain {@code ls} has half a second in all. Flyway 11.8.2 took 0.80 s of processor time to find
 * nothing to do (with class-data sharing; opening SQLite without it 0.29 s); Liquibase was not
 * measured. What is needed is numbers without gaps, checksums and a transaction each: this class.
 */
final class Migrator {
  /** "QLOO" in the file's header distinguishes the database from those of other programs. */
  static final int APPLICATION_ID = 0x514c4f4f;

  private final Connection connection;
  private final Path file;
  private final List<Migration> known;
  private final Clock clock;

  Migrator(Connection connection, Path file, List<Migration> known, Clock clock) {
    requireNoGaps(known);
    this.connection = connection;
    this.file = file;
    this.known = known;
    this.clock = clock;
  }

  /** Refuses a database of a newer or another program, without writing to it. */
  void check() throws SQLException {
    // All of it of one moment: another process may be creating the tables just now.
    Connections.execute(connection, "begin");
    try {
      checkContent();
    } finally {
      Connections.execute(connection, "rollback");
    }
  }

  private void checkContent() throws SQLException {
    checkHeader(
        file,
        (int) Connections.number(connection, "pragma application_id"),
        (int) Connections.number(connection, "pragma user_version"),
        known.size());
    if (applied() == 0) {
      requireNoTables();
    }
  }

  /** As {@link #check()}, from the two numbers of the header. */
  static void checkHeader(Path file, int applicationId, int version, int knownVersion) {
    if (applicationId != 0 && applicationId != APPLICATION_ID) {
      throw SqliteFailure.notADatabase(file);
    }
    if (applicationId == APPLICATION_ID && version > knownVersion) {
      throw new TrackerException(
          "%s was written by a newer version of this program (schema %d, this one knows %d)"
              .formatted(file, version, knownVersion),
          TrackerRemedy.UPDATE_PROGRAM);
    }
  }

  /** Refuses a database that lacks migrations, where they can't be applied. */
  void requireCurrent() throws SQLException {
    if (applied() < known.size()) {
      throw new TrackerException(
          file
              + " was written by an older version of this program and can't be brought up to date"
              + " where it is: copy it to a place that can be written",
          TrackerRemedy.CHOOSE_OTHER_FILE);
    }
  }

  void migrate() throws SQLException {
    if (applied() == known.size()) {
      return;
    }
    letTablesBeReplaced(true);
    try {
      while (applyNext()) {
        // one transaction each
      }
    } finally {
      letTablesBeReplaced(false);
    }
    // readers of the header alone have to see the new version
    Connections.text(connection, "pragma wal_checkpoint(truncate)");
  }

  /**
   * SQLite changes most of a table by putting another in its place, which takes the old one's name:
   * meanwhile what refers to it by that name is neither deleted nor refused. Has no effect within a
   * transaction.
   */
  private void letTablesBeReplaced(boolean allowed) throws SQLException {
    Connections.execute(connection, "pragma foreign_keys = " + (allowed ? "off" : "on"));
    Connections.execute(connection, "pragma legacy_alter_table = " + (allowed ? "on" : "off"));
  }

  private boolean applyNext() throws SQLException {
    Connections.execute(connection, "begin immediate");
    boolean done = false;
    try {
      int applied = applied();
      if (applied < known.size()) {
        apply(known.get(applied));
        requireSoundReferences(known.get(applied));
        Connections.execute(connection, "commit");
        done = true;
      }
    } finally {
      if (!done) {
        Connections.execute(connection, "rollback");
      }
    }
    return done;
  }

  private void apply(Migration migration) throws SQLException {
    if (migration.number() == 1) {
      Connections.execute(connection, "pragma application_id = " + APPLICATION_ID);
      Connections.execute(connection, CREATE_TABLE);
    }
    Connections.execute(connection, migration.sql());
    Connections.execute(connection, "pragma user_version = " + migration.number());
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setInt(1, migration.number());
      insert.setString(2, migration.name());
      insert.setString(3, migration.sha256());
      insert.setString(4, Timestamps.text(clock.instant()));
      insert.setString(5, programVersion());
      insert.executeUpdate();
    }
  }

  private void requireSoundReferences(Migration migration) throws SQLException {
    String table = Connections.text(connection, "pragma foreign_key_check");
    if (!table.isEmpty()) {
      throw new TrackerException(
          "%s holds rows of table %s that refer to nothing, so schema migration %d was not applied: restore a copy of the database"
              .formatted(file, table, migration.number()));
    }
  }

  /** In the jar's manifest; "development" when run from class files. */
  private static String programVersion() {
    String version = Migrator.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** How many are applied, after checking that they are the first ones known, unchanged. */
  private int applied() throws SQLException {
    if (Connections.number(connection, HAS_TABLE) == 0) {
      return 0;
    }
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SELECT)) {
      while (rows.next()) {
        requireKnown(rows.getInt("number"), rows.getString("sha256"), found.size() + 1);
        found.add(rows.getString("name"));
      }
    }
    return found.size();
  }

  private void requireKnown(int number, String sha256, int expected) {
    if (number > known.size()) {
      checkHeader(file, APPLICATION_ID, number, known.size());
    }
    if (number != expected) {
      throw new TrackerException(
          file + " lacks schema migration " + expected + ": restore a copy of the database");
    }
    if (!known.get(number - 1).sha256().equals(sha256)) {
      throw new TrackerException(
          "%s was made with another schema migration %d than this program has: use the build that made it"
              .formatted(file, number),
          TrackerRemedy.CHOOSE_OTHER_FILE);
    }
  }

  private void requireNoTables() throws SQLException {
    if (Connections.number(connection, "select count(*) from sqlite_schema") > 0) {
      throw SqliteFailure.notADatabase(file);
    }
  }

  private static void requireNoGaps(List<Migration> migrations) {
    for (int i = 0; i < migrations.size(); i++) {
      if (migrations.get(i).number() != i + 1) {
        throw new IllegalArgumentException("migration " + (i + 1) + " is missing");
      }
    }
  }

  private static final String HAS_TABLE =
      "select count(*) from sqlite_schema where type = 'table' and name = 'schema_migration'";
  private static final String SELECT =
      "select number, name, sha256 from schema_migration order by number";
  private static final String INSERT = "insert into schema_migration values (?, ?, ?, ?, ?)";
  private static final String CREATE_TABLE =
      """
      create table schema_migration (
        number          integer primary key,
        name            text not null,
        sha256          text not null,
        applied_at      text not null,
        program_version text not null
      ) strict
      """;
}
