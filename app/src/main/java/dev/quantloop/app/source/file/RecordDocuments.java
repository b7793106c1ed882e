package dev.quantloop.app.source.file;

import dev.quantloop.app.UserException;
import dev.quantloop.app.source.BrokenRecordException;
import dev.quantloop.app.source.ChatRenderer;
import dev.quantloop.app.source.Document;
import dev.quantloop.app.source.DocumentReader;
import dev.quantloop.app.source.ReadingReport;
import dev.quantloop.app.source.ReadingReport.Matter;
import dev.quantloop.app.source.RecordReader;
import dev.quantloop.app.source.SourceOption;
import dev.quantloop.app.source.SourceRecord;
import dev.quantloop.app.source.SourceSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The documents of one file of records, or of what prints records: a record each. */
public final class RecordDocuments implements DocumentReader {
  private static final long DEFAULT_LIMIT = 100;

  private final String name;
  private final RecordReader records;
  private final SourceSpec spec;
  private final Optional<ChatRenderer> chats;
  private final ReadingReport report;
  private RecordField field;
  private SourceRecord first;
  private long delivered;
  private long broken;
  private long without;

  /**
   * Takes the reader, and closes it.
   *
   * @param name of the file, for messages
   */
  public RecordDocuments(
      String name,
      RecordReader records,
      SourceSpec spec,
      Optional<ChatRenderer> chats,
      ReadingReport report) {
    this.name = name;
    this.records = records;
    this.spec = spec;
    this.chats = chats;
    this.report = report;
  }

  @Override
  public Optional<Document> next() {
    try {
      while (true) {
        try {
          Optional<SourceRecord> record = records.next();
          if (record.isEmpty()) {
            requireSome();
            return Optional.empty();
          }
          Optional<Document> document = document(record.get());
          if (document.isPresent()) {
            delivered++;
            return document;
          }
        } catch (BrokenRecordException e) {
          broken(e.getMessage());
        }
      }
    } catch (IOException e) {
      throw TextStream.unreadable(name, e);
    }
  }

  private Optional<Document> document(SourceRecord record) {
    if (field == null) {
      field = RecordField.of(spec, chats, record);
      first = record;
    }
    Optional<String> text;
    try {
      text = field.text(record);
    } catch (BrokenRecordException e) {
      throw new BrokenRecordException(record.name() + ": " + e.getMessage());
    }
    if (text.isEmpty()) {
      without++;
      report.count(Matter.NO_FIELD, record.name());
      return Optional.empty();
    }
    return checked(record.name(), text.get());
  }

  private Optional<Document> checked(String record, String text) {
    if (text.indexOf('\0') >= 0) {
      report.count(Matter.NUL, record);
      return Optional.empty();
    } else if (text.isBlank()) {
      report.count(Matter.NO_TEXT, record);
      return Optional.empty();
    }
    return Optional.of(document(record, cleaned(record, text)));
  }

  private String cleaned(String record, String text) {
    String clean = text;
    if (clean.charAt(0) == '\uFEFF') {
      clean = clean.substring(1);
      report.count(Matter.BYTE_ORDER_MARK, record);
    }
    if (clean.contains("\r\n")) {
      clean = clean.replace("\r\n", "\n");
      report.count(Matter.CRLF, record);
    }
    return clean;
  }

  private Document document(String record, String text) {
    byte[] bytes = utf8(record, text);
    return new Document(
        record,
        bytes.length,
        () -> new ByteArrayInputStream(bytes),
        field.chats().isPresent(),
        Optional.empty());
  }

  private static byte[] utf8(String record, String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return bytes.remaining() == bytes.array().length
          ? bytes.array()
          : Arrays.copyOf(bytes.array(), bytes.remaining());
    } catch (CharacterCodingException e) {
      throw new BrokenRecordException(record + ": the text is not UTF-8");
    }
  }

  private void broken(String reason) {
    broken++;
    report.count(Matter.BROKEN, reason);
    long limit = spec.number(SourceOption.LIMIT, DEFAULT_LIMIT);
    if (report.count(Matter.BROKEN) > limit) {
      throw new UserException(
          "the source %s has more than %d broken records; the first: %s (;limit=N allows more)"
              .formatted(spec.name(), limit, report.names(Matter.BROKEN).get(0)));
    }
  }

  /** What is broken or missing throughout is no accident. */
  private void requireSome() {
    if (without > 0 && delivered == 0) {
      throw new UserException(
          "no record of %s has the field %s; %s"
              .formatted(name, field.path(), RecordField.names(first.fields().keySet())));
    } else if (broken > delivered) {
      throw new UserException(
          "most records of %s are broken (%d of %d); the first: %s"
              .formatted(name, broken, broken + delivered, report.names(Matter.BROKEN).get(0)));
    }
  }

  @Override
  public void close() {
    records.close();
  }
}
