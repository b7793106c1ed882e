package dev.quantloop.app;

import dev.quantloop.llama.Remedy;
import dev.quantloop.tracker.TrackerRemedy;

/** What to do about a failure of the lower modules, in terms of this program's options. */
public final class RemedyText {
  /** Where several boxes share a file system that has no file locks. */
  public static final String LOCAL_FILE =
      "keep a database for each box on its local disk, named with --db or QUANTLOOP_DB, and make"
          + " one of them with 'quantloop db merge'";

  private RemedyText() {}

  static String of(Remedy remedy) {
    return switch (remedy) {
      case INSTALL_LIBRARY -> "run 'quantloop native install'";
      case INSTALL_FROM_FILES ->
          "run 'quantloop native install --from FILE.tgz', or give your own"
              + " build of llama.cpp with --llama-lib";
      case GIVE_EVERY_PACKAGE -> "name the file of each package with --from FILE.tgz";
      case NAME_OWN_LIBRARY ->
          "--llama-lib (or QUANTLOOP_LLAMA_LIB) names the directory of your own"
              + " build's libllama";
      case CHOOSE_OTHER_BACKEND ->
          "choose another --backend, or give your own build of llama.cpp" + " with --llama-lib";
      case GIVE_IMATRIX -> "give one with --imatrix FILE";
      case CHOOSE_TENSOR_TYPE ->
          "choose another quant type, or another type for such tensors with --tensor-type NAME=TYPE";
      case ALLOW_REQUANTIZE ->
          "quantize the F16 or BF16 it was made of, or take this one with --allow-requantize";
      case DECODE_LESS_AT_ONCE -> "use a smaller -c or -b";
      case MATCH_CONTEXT_SIZE -> "give that context size with -c";
      case PUT_CHUNKS_ASIDE -> "--quarantine puts such chunks aside and goes on with the others";
    };
  }

  /**
   * @param experiment that the failure is about, "" for none
   */
  static String of(TrackerRemedy remedy, String experiment) {
    return switch (remedy) {
      case CHOOSE_OTHER_FILE -> "choose another file with --db or QUANTLOOP_DB";
      case ALLOW_EXECUTION ->
          "is its file system mounted noexec? Install Quantloop where programs can be run, or name"
              + " such a directory with QUANTLOOP_JAVA_OPTIONS=-Djava.io.tmpdir=DIR";
      case CHOOSE_LOCAL_FILE -> LOCAL_FILE;
      case MAKE_WRITABLE -> "make it writable, or choose another file with --db or QUANTLOOP_DB";
      case CREATE_EXPERIMENT -> "'quantloop new' or 'quantloop demo' makes it";
      case LIST_EXPERIMENTS -> "'quantloop ls' lists them all";
      case STOP_RUN -> "'quantloop stop %s' ends it".formatted(experiment);
      case WATCH_OR_STOP_RUN ->
          "'quantloop watch %s' shows it, 'quantloop stop %s' ends it"
              .formatted(experiment, experiment);
      case UPDATE_PROGRAM -> "update Quantloop, or choose another file with --db";
    };
  }
}
