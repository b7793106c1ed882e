package dev.quantloop.tracker.dao;

import dev.quantloop.tracker.id.CorpusId;
import dev.quantloop.tracker.record.ChunkDocument;
import dev.quantloop.tracker.record.CorpusDocument;
import dev.quantloop.tracker.record.ReservedPart;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Tables document, chunk_document and reserved_part. */
public record DocumentDao(Handle handle) implements Dao {
  public void insert(CorpusId corpus, List<CorpusDocument> documents) {
    PreparedBatch rows =
        handle.prepareBatch(
            """
            insert into document (corpus_id, number, name, sha256, bytes, tokens, part, reason)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """);
    documents.forEach(
        d ->
            rows.add(
                corpus,
                d.number(),
                d.name(),
                d.sha256(),
                d.bytes(),
                d.tokens(),
                d.part(),
                d.reason().orElse(null)));
    execute(rows);
  }

  public void insertChunks(CorpusId corpus, List<ChunkDocument> chunks) {
    PreparedBatch rows =
        handle.prepareBatch(
            """
            insert into chunk_document
            select ?, ?, ?, id, ?, ? from document where corpus_id = ? and number = ?
            """);
    chunks.forEach(
        c ->
            rows.add(
                corpus, c.chunk(), c.position(), c.firstToken(), c.tokens(), corpus, c.document()));
    execute(rows);
  }

  public void insert(CorpusId corpus, ReservedPart part) {
    Insert.into(handle, "reserved_part").with("corpus_id", corpus).with(part).execute();
  }

  /** In the order of the source. */
  public List<CorpusDocument> list(CorpusId corpus) {
    return list(
        CorpusDocument.class, "select * from document where corpus_id = ? order by number", corpus);
  }

  /** In the order of the token file. */
  public List<ChunkDocument> chunks(CorpusId corpus) {
    return list(
        ChunkDocument.class,
        """
        select c.chunk, c.position, d.number as document, c.first_token, c.tokens
        from chunk_document c join document d on d.id = c.document_id
        where c.corpus_id = ? order by c.chunk, c.position
        """,
        corpus);
  }

  /** Names of the documents of a chunk of the token file. */
  public List<String> names(CorpusId corpus, long chunk) {
    return list(
        String.class,
        """
        select d.name from chunk_document c join document d on d.id = c.document_id
        where c.corpus_id = ? and c.chunk = ? group by d.id order by min(c.position)
        """,
        corpus,
        chunk);
  }

  public List<ReservedPart> reserved(CorpusId corpus) {
    return list(
        ReservedPart.class,
        "select * from reserved_part where corpus_id = ? order by first_token",
        corpus);
  }

  /** SQLite's driver fails on a batch without rows. */
  private static void execute(PreparedBatch rows) {
    if (rows.size() > 0) {
      rows.execute();
    }
  }
}
