package dev.quantloop.app.source;

import dev.quantloop.app.format.Numbers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was read of one source, and what was passed over or changed on the way. Filled by one
 * thread; any may look at it meanwhile.
 */
public final class ReadingReport {
  /** Why something was passed over, or how it was changed. */
  public enum Matter {
    HIDDEN("hidden file", "passed over"),
    BINARY("binary file", "passed over"),
    EMPTY("empty file", "passed over"),
    NOT_UTF8("file that is not UTF-8", "passed over"),
    BROKEN("broken record", "passed over"),
    NO_FIELD("record without the field", "passed over"),
    NO_TEXT("record without text", "passed over"),
    NUL("record with a NUL character", "passed over"),
    TOO_SHORT("document that is too short", "passed over"),
    AS_TEXT("file without records", "read as text"),
    CUT_AT_END_OF_TEXT("file", "cut into documents at lines of <|endoftext|>"),
    CUT_AT_TITLES("file", "cut into documents at lines like = Title ="),
    CUT_AT_SEPARATOR("file", "cut into documents at the separator"),
    NOT_CUT("file without the separator", "taken as one document"),
    BYTE_ORDER_MARK("byte order mark", "dropped"),
    CRLF("document with CRLF line ends", "converted to LF");

    private final String thing;
    private final String fate;

    Matter(String thing, String fate) {
      this.thing = thing;
      this.fate = fate;
    }

    /** "3 hidden files", with "files that are" where a relative clause follows. */
    private String counted(long count) {
      String[] words = thing.split(" (?=that is|without|with )", 2);
      String rest = words.length == 1 ? "" : " " + words[1];
      return Numbers.counted(count, words[0])
          + (count == 1 ? rest : rest.replace("that is", "that are"));
    }
  }

  private static final int SHOWN_NAMES = 3;

  private final Map<Matter, Long> counts = new EnumMap<>(Matter.class);
  private final Map<Matter, List<String>> names = new EnumMap<>(Matter.class);
  private final Set<String> notes = new LinkedHashSet<>();
  private TextHash hash = new TextHash();
  private long files;
  private long documents;
  private long bytes;

  /**
   * Counts one.
   *
   * @param name what it is called, with the reason where there is more to say
   */
  public synchronized void count(Matter matter, String name) {
    counts.merge(matter, 1L, Long::sum);
    List<String> first = names.computeIfAbsent(matter, none -> new ArrayList<>());
    if (first.size() < SHOWN_NAMES) {
      first.add(name);
    }
  }

  /** Says something about how the source was read; once, however often it is said. */
  public synchronized void note(String line) {
    notes.add(line);
  }

  /** A file was opened and is text or holds records. */
  public synchronized void file() {
    files++;
  }

  /** A document was delivered. */
  public synchronized void document(long textBytes) {
    documents++;
    bytes += textBytes;
  }

  public synchronized long count(Matter matter) {
    return counts.getOrDefault(matter, 0L);
  }

  /** What the first ones are called, each with its reason. */
  public synchronized List<String> names(Matter matter) {
    return List.copyOf(names.getOrDefault(matter, List.of()));
  }

  public synchronized long files() {
    return files;
  }

  public synchronized long documents() {
    return documents;
  }

  /** Of the documents' texts, in UTF-8. */
  public synchronized long bytes() {
    return bytes;
  }

  /** The hash of the texts, to be continued; only by the thread that reads. */
  public synchronized TextHash hash() {
    return hash;
  }

  /** Takes a hash that was continued from a copy of {@link #hash}. */
  public synchronized void hash(TextHash continued) {
    hash = continued;
  }

  /**
   * The SHA-256 of the texts read so far. Of plain files that is the SHA-256 of their bytes, joined
   * by a newline.
   */
  public String sha256() {
    return hash().hex();
  }

  /** Everything worth saying, a line each. */
  public synchronized List<String> lines() {
    List<String> lines = new ArrayList<>(notes);
    counts.forEach(
        (matter, count) -> {
          List<String> first = names.get(matter);
          lines.add(
              "%s %s: %s%s"
                  .formatted(
                      matter.counted(count),
                      matter.fate,
                      String.join(", ", first),
                      count > first.size() ? ", …" : ""));
        });
    return lines;
  }
}
