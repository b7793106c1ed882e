package dev.quantloop.tracker.record;

/** Which tensors of a model are measured together and get one type. */
public enum TensorGrouping implements Word {
  /** Each has a type of its own. */
  TENSOR,
  /** Those of a layer. */
  LAYER,
  /** Those of the same name in all layers. */
  KIND,
  /** Gates, ups and downs of all experts of a layer. */
  EXPERTS;

  @Override
  public String toString() {
    return word();
  }

  /** What one group is called, in a sentence on any model. */
  public String noun() {
    return this == EXPERTS ? "group" : word();
  }
}
