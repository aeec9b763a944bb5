/**
 * The models that serve: which are loaded, which are in force, and how one takes another's place.
 */
package dev.skipstream.model;
