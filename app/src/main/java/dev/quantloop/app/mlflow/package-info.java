/** Experiments for an MLflow server, over its REST interface, version 2.0. */
package dev.quantloop.app.mlflow;
