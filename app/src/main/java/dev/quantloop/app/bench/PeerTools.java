package dev.quantloop.app.bench;

import dev.quantloop.app.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The directory of llama.cpp's tools. */
public record PeerTools(Path directory) {
  static final String IMATRIX = "llama-imatrix";
  static final String QUANTIZE = "llama-quantize";
  static final String PERPLEXITY = "llama-perplexity";

  /**
   * @throws UserException naming the first tool that is not there
   */
  public static PeerTools in(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    for (String tool : List.of(IMATRIX, QUANTIZE, PERPLEXITY)) {
      if (!Files.isExecutable(absolute.resolve(tool))) {
        throw new UserException(
            "no program " + tool + " in " + absolute + ": --peer names llama.cpp's build/bin");
      }
    }
    return new PeerTools(absolute);
  }

  String path(String tool) {
    return directory.resolve(tool).toString();
  }
}
