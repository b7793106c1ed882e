package dev.quantloop.tracker.dao;

import org.jdbi.v3.core.locator.ClasspathSqlLocator;

/** A query that is longer than a glance, from the file of that name beside the DAOs. */
final class SqlFile {
  private static final ClasspathSqlLocator LOCATOR = ClasspathSqlLocator.create();

  private SqlFile() {}

  static String of(String name) {
    return LOCATOR.getResource("dev/quantloop/tracker/dao/" + name);
  }
}
