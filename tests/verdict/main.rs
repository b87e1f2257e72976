//! The verdict, in tables: for each rule of the design a row that it decides, and a near miss.

mod filed;
mod left;
mod ours;
mod world;
