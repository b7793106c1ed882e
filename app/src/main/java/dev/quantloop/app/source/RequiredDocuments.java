package dev.quantloop.app.source;

import dev.quantloop.app.UserException;
import dev.quantloop.app.format.Numbers;
import java.util.Optional;

/**
 * As many documents as were asked for, and no more: a source that ends before is an error, so that
 * a part is not taken for the whole.
 */
public final class RequiredDocuments implements DocumentReader {
  private final DocumentReader documents;
  private final String source;
  private final Sampling sampling;
  private long given;

  /**
   * @param documents what there is, from the first that is wanted
   * @param source what to call it in errors: "the program fetch.py"
   */
  public RequiredDocuments(DocumentReader documents, String source, Sampling sampling) {
    this.documents = documents;
    this.source = source;
    this.sampling = sampling;
  }

  @Override
  public Optional<Document> next() {
    if (sampling.isMet(given)) {
      return Optional.empty();
    }
    Optional<Document> document = documents.next();
    if (document.isPresent()) {
      given++;
    } else if (given == 0 || sampling.samples().isPresent()) {
      throw tooFew();
    }
    return document;
  }

  private UserException tooFew() {
    String language = sampling.language().isEmpty() ? "" : " for " + sampling.language();
    String skipped = sampling.skip() > 0 ? " after skip=" + sampling.skip() : "";
    String wanted =
        sampling.samples().isPresent()
            ? ", fewer than samples=%d: ask for fewer".formatted(sampling.samples().getAsLong())
            : "";
    return new UserException(
        "%s gives %s%s%s%s"
            .formatted(
                source,
                given == 0 ? "no document" : Numbers.counted(given, "document"),
                language,
                skipped,
                wanted));
  }

  @Override
  public void close() {
    documents.close();
  }
}
