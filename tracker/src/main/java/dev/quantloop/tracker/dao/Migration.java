package dev.quantloop.tracker.dao;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * One numbered file of migrations/. Released files never change; a new number is added instead.
 *
 * @param name the file's name without number and ending
 */
record Migration(int number, String name, String sql) {
  /** In order. A test compares this with the directory, which a jar cannot list quickly. */
  private static final List<String> FILES =
      List.of(
          "0001-create-the-experiment-history.sql",
          "0002-let-people-read-the-results.sql",
          "0003-remember-the-fastest-settings.sql",
          "0004-keep-each-experiments-model-path.sql",
          "0005-remember-the-seed-of-each-experiment.sql",
          "0006-compare-with-the-planned-iteration-before.sql",
          "0007-rank-with-kld-99-9.sql",
          "0008-split-sources-by-document.sql",
          "0009-take-replicates-of-iterations.sql",
          "0010-decide-with-intervals.sql",
          "0011-share-ledger-blocks.sql",
          "0012-tell-how-sure-the-baseline-is.sql",
          "0013-mix-sources.sql",
          "0014-measure-the-noise-floor.sql",
          "0015-stop-evaluations-early.sql",
          "0016-tell-how-far-imatrices-move.sql",
          "0017-keep-held-out-figures.sql",
          "0018-tell-how-far-a-recommendation-can-be-off.sql",
          "0019-widen-intervals-with-their-p.sql",
          "0020-sum-plain-activations.sql",
          "0021-put-chunks-aside.sql",
          "0022-keep-imported-results.sql",
          "0023-weigh-tensors-by-their-error.sql",
          "0024-allocate-tensor-types.sql",
          "0025-calibrate-nextn-layers.sql",
          "0026-group-tensors-that-get-one-type.sql");

  static List<Migration> all() {
    return FILES.stream().map(Migration::read).toList();
  }

  /** SHA-256 of the file's text, in hexadecimal. */
  String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(sql.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static Migration read(String file) {
    int dash = file.indexOf('-');
    int number = Integer.parseInt(file.substring(0, dash));
    String name = file.substring(dash + 1, file.lastIndexOf('.'));
    String resource = "/dev/quantloop/tracker/migrations/" + file;
    try (InputStream in = Migration.class.getResourceAsStream(resource)) {
      return new Migration(number, name, text(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  /** A checkout with other line ends is the same migration. */
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
