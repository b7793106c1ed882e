package example;

import dev.quantloop.plugin.SourcePlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Gives a document for each file in a directory of poems, where each language has its own. */
public final class PoemPlugin implements SourcePlugin {
  @Override
  public String name() {
    return "poems";
  }

  @Override
  public Stream<Map<String, Object>> documents(
      String language, long samples, long skip, Map<String, String> options) throws IOException {
    Path directory = Path.of(options.getOrDefault("directory", "poems"), language);
    return Files.list(directory).sorted().skip(skip).limit(samples).map(PoemPlugin::record);
  }

  private static Map<String, Object> record(Path file) {
    try {
      return Map.of("text", Files.readString(file), "title", file.getFileName().toString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
