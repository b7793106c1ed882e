package dev.quantloop.llama;

/** What the user can do about a failure. The program that asked knows by which option or key. */
public enum Remedy {
  /** Install the prebuilt library. */
  INSTALL_LIBRARY,
  /** Install the prebuilt library from packages that were fetched elsewhere. */
  INSTALL_FROM_FILES,
  /** Name the file of each package of a build. */
  GIVE_EVERY_PACKAGE,
  /** Name the directory of a llama.cpp that the user has built. */
  NAME_OWN_LIBRARY,
  /** Choose another of the prebuilt backends. */
  CHOOSE_OTHER_BACKEND,
  /** Quantize with an importance matrix. */
  GIVE_IMATRIX,
  /** Quantize to another type, or choose another for the tensors that the message names. */
  CHOOSE_TENSOR_TYPE,
  /** Take a model that is quantized already. */
  ALLOW_REQUANTIZE,
  /** Decode fewer tokens at once: a smaller batch or context. */
  DECODE_LESS_AT_ONCE,
  /** Decode with the context size that the message names. */
  MATCH_CONTEXT_SIZE,
  /** Put chunks aside on which a model computes what is not a finite number. */
  PUT_CHUNKS_ASIDE
}
