package dev.quantloop.app.tui.screen.create;

import dev.quantloop.app.FailureMessage;
import dev.quantloop.app.corpus.SourceFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is wrong with sources together. Looking through their files takes long where there are many,
 * so that it is done only when the sources have changed.
 *
 * @param among the sources that were looked through
 * @param problem empty where there is none
 */
record SourceOverlap(List<SourceLookup> among, String problem) {
  static final SourceOverlap NONE = new SourceOverlap(List.of(), "");

  SourceOverlap {
    among = List.copyOf(among);
  }

  /** Of sources whose files are known. */
  SourceOverlap among(List<SourceLookup> sources) {
    return isOf(sources) ? this : new SourceOverlap(sources, problem(sources));
  }

  /** The very same: to compare the files would take as long as to look through them. */
  private boolean isOf(List<SourceLookup> sources) {
    boolean same = sources.size() == among.size();
    for (int i = 0; same && i < sources.size(); i++) {
      same = sources.get(i) == among.get(i);
    }
    return same;
  }

  private static String problem(List<SourceLookup> sources) {
    Map<String, SourceFiles> files = new LinkedHashMap<>();
    for (SourceLookup source : sources) {
      if (files.put(source.name(), source.files().orElseThrow()) != null) {
        return "two sources are called %s; put all its paths in one row, with commas between"
            .formatted(source.name());
      }
    }
    try {
      SourceFiles.requireDisjoint(files);
      return "";
    } catch (RuntimeException e) {
      return FailureMessage.of(e).orElseGet(e::toString);
    }
  }
}
