package dev.quantloop.llama.install;

import dev.quantloop.llama.LlamaException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;

/** An installer in a process of its own: arguments are the cache directory and a catalog's file. */
final class InstallProcess {
  private InstallProcess() {}

  public static void main(String[] arguments) throws IOException {
    try (Reader table = Files.newBufferedReader(Path.of(arguments[1]))) {
      PackageFixture.installer(Path.of(arguments[0]), PrebuiltCatalog.read(table), System.getenv())
          .install(Backend.CPU, PackageFixture.SILENT);
    } catch (LlamaException e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
  }
}
