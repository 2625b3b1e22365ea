// learn, classify, capacity: columns, models that classify as they did in training, resumed
// trainings, and bad input.
#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <unistd.h>

#include <tests/catch.hpp>

#include <steady/numerics/learning/files/model_file.hpp>

#include "program_runner.hpp"

using namespace steady::tests;
using Catch::Matchers::Contains;
using Names = std::vector<std::string>;
namespace fs = std::filesystem;

namespace {

/// A blink of training.
const std::string small =
    "learn --data prototypes --flip 0.25 --inputs 60 --train-samples 600 --test-samples 200 "
    "--hidden 100";
const std::string own_network =
    "learn --data prototypes --flip 0.25 --inputs 60 --train-samples 600 --test-samples 200 "
    "--epochs 4 --architecture ";
const std::string few_epochs = small + " --epochs 4";

/// All columns but the one with times.
std::vector<Names> results(const CsvTable& table) {
  std::vector<Names> columns;
  for (const auto& name : table.header)
    if (name != "samples_per_second") columns.push_back(table.column(name));
  return columns;
}

void refuse(const std::string& arguments, int code, const std::string& named) {
  INFO("steady " << arguments);
  const auto outcome = run_steady(arguments);
  INFO(outcome.err);
  CHECK(outcome.code == code);
  CHECK(outcome.out.empty());
  CHECK(lines(outcome.err).size() == 1);
  CHECK_THAT(outcome.err, Catch::Matchers::StartsWith("steady: ") && Contains(named));
}

}  // namespace

TEST_CASE("learn prints a row an epoch in the published columns, and learns", "[learning]") {
  const auto table = table_of(small + " --epochs 6");
  CHECK(table.header == Names{"epoch", "train_accuracy", "test_accuracy", "update_fraction",
                              "unstable_fraction", "samples_per_second"});
  CHECK(table.column("epoch") == Names{"1", "2", "3", "4", "5", "6"});
  CHECK(table.numbers("train_accuracy").back() > 0.9);
  CHECK(table.numbers("test_accuracy").back() > 0.7);
  for (const double rate : table.numbers("samples_per_second")) CHECK(rate > 0);
  CHECK(table.provenance.at("status") == "finished");
  CHECK(table.provenance.at("hidden") == "100");
  CHECK(std::stod(table.provenance.at("final_test_accuracy")) > 0.7);
  const auto validated = table_of(small + " --epochs 4 --validation 0.1");
  CHECK(validated.header.back() == "validation_accuracy");
  CHECK(validated.numbers("validation_accuracy").back() > 0.6);
  CHECK(validated.provenance.at("training_samples") == "540");
}

TEST_CASE("what is learned depends on the seed, not on threads or vector instructions",
          "[learning]") {
  const auto one = results(table_of(few_epochs + " --threads 1"));
  CHECK(results(table_of(few_epochs + " --threads 3")) == one);
  setenv("STEADY_SIMD", "portable", 1);
  CHECK(results(table_of(few_epochs)) == one);
  unsetenv("STEADY_SIMD");
  CHECK(results(table_of(few_epochs + " --seed 2")) != one);
}

TEST_CASE("every preset learns prototypes better than chance", "[learning]") {
  for (const std::string preset :
       {"chain", "sparse --mean-degree 20", "modules", "reservoir", "random-features"}) {
    const auto table = table_of(few_epochs + " --preset " + preset);
    CHECK(table.numbers("test_accuracy").back() > 0.3);
  }
}

TEST_CASE("a network of one's own is a file", "[learning]") {
  const Folder folder;
  const auto file = folder.file("net.toml");
  std::ofstream(file) << "[[layer]]\nsize = 80\ncopies = 2\nself_coupling = 0\ninput = {}\n"
                         "feedback = {}\nreadout = true\n[connect]\nferromagnetic = 2.0\n";
  const auto table = table_of(own_network + file);
  CHECK(table.numbers("test_accuracy").back() > 0.6);
  std::ofstream(file) << "[[layer]]\nsize = 80\nsise = 3\n";
  refuse(own_network + file, 3, file + "': line 3: unknown key 'sise'");
  std::ofstream(file) << "input_size = 61\n[[layer]]\nsize = 80\ninput = {}\nreadout = true\n";
  refuse(own_network + file, 3, "61 inputs");
  refuse(own_network + folder.file("none.toml"), 3, "none.toml");
}

TEST_CASE("classify says what the model said in training", "[learning]") {
  const Folder folder;
  const auto model = folder.file("model.h5");
  const auto trained = table_of(few_epochs + " --model " + model);
  CHECK(folder.names().size() == 2);  // and the checkpoint
  const std::string base = "classify --model " + model + " --data prototypes";
  const auto answers = table_of(base);
  CHECK(answers.header == Names{"sample", "label", "predicted", "margin"});
  REQUIRE(answers.rows.size() == 200);
  double right = 0;
  for (const auto& row : answers.rows) right += row[1] == row[2] ? 1 : 0;
  CHECK(right / 200 == Approx(std::stod(trained.provenance.at("final_test_accuracy"))));

  const auto summary = table_of(base + " --summary");
  CHECK(summary.header ==
        Names{"label", "samples", "correct", "accuracy", "fraction_low", "fraction_high"});
  REQUIRE(summary.rows.size() == 11);
  CHECK(summary.rows.back()[0] == "all");
  CHECK(summary.numbers("accuracy").back() == Approx(right / 200));
  // Seed 0 too: it is not "as --seed" when a file says it.
  const auto zero = table_of(few_epochs + " --seed 0 --model " + folder.file("zero.h5"));
  const auto again =
      table_of("classify --summary --data prototypes --model " + folder.file("zero.h5"));
  CHECK(again.numbers("accuracy").back() ==
        Approx(std::stod(zero.provenance.at("final_test_accuracy"))));
  const auto training = table_of(base + " --summary --set train");
  CHECK(training.numbers("samples").back() == 600);
  CHECK(training.numbers("accuracy").back() ==
        Approx(trained.numbers("train_accuracy").back()).margin(0.05));
}

TEST_CASE("a training that goes on from a checkpoint ends as if it had never stopped",
          "[learning]") {
  const Folder folder;
  const auto model = folder.file("model.h5");
  const std::string base = small + " --epochs 60 --validation 0.1 --average-epochs 3 --patience 55";
  const auto whole = table_of(base + " --model " + folder.file("whole.h5"));

  RunSetup setup;
  setup.meanwhile = [&](pid_t program) {
    // After the first epoch.
    for (int i = 0; i < 20000 && !fs::exists(folder.file("model.checkpoint.h5")); ++i) usleep(1000);
    kill(program, SIGINT);
  };
  const auto stopped = run_steady(base + " --model " + model, setup);
  INFO(stopped.err);
  REQUIRE(stopped.code == 130);
  CHECK(stopped.out.empty());
  CHECK_THAT(stopped.err, Contains("model.checkpoint.h5") && Contains("--resume"));
  CHECK_FALSE(fs::exists(model));

  const auto resumed = table_of(base + " --model " + model + " --resume");
  CHECK(results(resumed) == results(whole));
  CHECK(resumed.provenance.at("final_test_accuracy") == whole.provenance.at("final_test_accuracy"));
  const std::string ask = " --data prototypes --model ";
  CHECK(table_of("classify" + ask + model).rows ==
        table_of("classify" + ask + folder.file("whole.h5")).rows);
}

TEST_CASE("a checkpoint of another training is refused, naming the difference", "[learning]") {
  const Folder folder;
  const std::string base = small + " --epochs 1 --model " + folder.file("m.h5");
  refuse(base + " --resume", 3, "m.checkpoint.h5");
  REQUIRE(run_steady(base).code == 0);
  for (const auto& [change, named] : std::vector<std::pair<std::string, std::string>>{
           {" --rate 0.01", "--rate: "},
           {" --input-noise 0.1", "--input-noise: "},
           {" --readout-states free --confidence 2", "--confidence: "},
           {" --seed 2", "--seed: "},
           {" --data-seed 2", "--data-seed: "},
           {" --validation 0.2", "--validation: "},
           {" --flip 0.3", "--flip"},
           {" --hidden 101", "another network"},
           {" --preset sparse --mean-degree 5", "another network"}}) {
    std::string arguments = base;
    for (const char* option : {"--flip", "--hidden"})
      if (change.find(option) != std::string::npos) {
        const auto at = arguments.find(option);
        arguments.erase(at, arguments.find(" --", at + 1) - at + 1);
      }
    refuse(arguments + change + " --resume", 2, named);
  }
}

TEST_CASE("classes keep their labels, and data for a trained network need none", "[learning]") {
  const Folder folder;
  const auto model = folder.file("model.h5");
  // Class 7 or 30 by the sign of a difference, far from zero: lost without --standardise.
  const auto line = [](int k) {
    const double x = k % 2 == 0 ? 0.5 : -0.5, y = 0.1 * (k % 7);
    return std::to_string(300 + x + y) + ";" + std::to_string(300 - x + y) + ";" +
           std::to_string(290 + 3 * x);
  };
  std::ofstream train(folder.file("train.csv")), test(folder.file("test.csv"));
  train << "\xef\xbb\xbf"
        << "\"first; x\";y;z;class\r\n";
  for (int k = 0; k < 60; ++k) {
    train << line(k) << (k % 2 == 0 ? ";7\r\n" : ";30\r\n");
    test << line(k + 60) << (k % 2 == 0 ? ";7\n" : ";30\n");
  }
  train.close();
  test.close();
  const auto learn = "learn --hidden 40 --epochs 3 --label-column last --data " + folder.file("");
  CHECK(run_steady(learn).err.find("--standardise") != std::string::npos);
  const auto trained = table_of(learn + " --standardise --model " + model);
  CHECK(trained.numbers("test_accuracy").back() > 0.9);
  CHECK(run_steady(learn + " --encoding levels --levels 5").code == 0);
  refuse(learn + " --standardise --model " + model, 2, "--force");
  CHECK(run_steady(learn + " --standardise --force --model " + model).code == 0);
  refuse(learn + " --encoding levels --standardise", 2, "--standardise");
  refuse(learn + " --levels 3", 2, "--levels");
  refuse(learn + " --stratified", 2, "--stratified");
  refuse(learn + " --encoding levels --data-seed 3", 2, "--data-seed");
  fs::create_directory(folder.file("signs"));
  for (const char* name : {"signs/train.csv", "signs/test.csv"})
    std::ofstream(folder.file(name)) << "0,1,-1,1\n1,-1,1,1\n0,1,-1,-1\n";
  for (const char* option : {"--data-seed", "--encoding", "--inputs"})
    refuse("learn --hidden 4 --epochs 1 --data " + folder.file("signs") + " " + option +
               (std::string(option) == "--encoding" ? " projected" : " 5"),
           2, option);
  fs::create_directory(folder.file("idx"));
  for (const std::string set : {"idx/train", "idx/t10k"}) {
    std::ofstream(folder.file(set + "-images-idx2-ubyte"))
        << std::string("\0\0\x08\x02\0\0\0\x02\0\0\0\x02\x01\xff\xff\x01", 16);
    std::ofstream(folder.file(set + "-labels-idx1-ubyte"))
        << std::string("\0\0\x08\x01\0\0\0\x02\0\x01", 10);
  }
  const auto pixels = "learn --hidden 4 --epochs 1 --data " + folder.file("idx");
  CHECK(run_steady(pixels).code == 0);
  refuse(pixels + " --label-column last", 2, "--label-column");
  refuse(pixels + " --header yes", 2, "--header");

  const auto classify = "classify --model " + model + " --data " + folder.file("");
  const auto summary = table_of(classify + " --summary");
  REQUIRE(summary.rows.size() == 3);
  CHECK(summary.rows[0][0] == "7");
  CHECK(summary.rows[1][0] == "30");
  const auto answers = table_of(classify);
  // The same samples without labels, and without a training set beside them.
  fs::remove(folder.file("train.csv"));
  std::ofstream bare(folder.file("test.csv"));
  for (int k = 0; k < 60; ++k) bare << line(k + 60) << "\n";
  bare.close();
  const auto unlabelled = table_of(classify);
  CHECK(unlabelled.header == Names{"sample", "predicted", "margin"});
  CHECK(unlabelled.numbers("predicted") == answers.numbers("predicted"));
  CHECK(unlabelled.numbers("margin") == answers.numbers("margin"));
  refuse(classify + " --summary", 2, "no labels");
  CHECK(table_of(classify + " --header yes").rows.size() == 59);
}

TEST_CASE("bad requests to learn, classify and capacity end with one line and the right code",
          "[learning]") {
  const Folder folder;
  const auto model = folder.file("model.h5");
  REQUIRE(run_steady(small + " --epochs 1 --model " + model).code == 0);
  refuse("learn", 2, "--data");
  refuse("learn --data prototypes --hidden 0", 2, "--hidden");
  refuse("learn --data prototypes --flip 0.6", 2, "--flip");
  refuse("learn --data prototypes --preset large", 2, "--preset");
  refuse("learn --data prototypes --rate -1", 2, "--rate");
  refuse("learn --data prototypes --rate nan", 2, "--rate");
  refuse("learn --data prototypes --margin 1,2,3", 2, "--margin");
  refuse("learn --data prototypes --patience 3", 2, "--patience");
  refuse("learn --data prototypes --resume", 2, "--resume");
  refuse("learn --data prototypes --preset sparse --hidden 50", 2, "--mean-degree");
  refuse("learn --data prototypes --preset modules --layers 1 --hidden 50", 2, "--preset");
  refuse("learn --data prototypes --train-samples 5 --validation 0.01", 2, "--validation");
  refuse("learn --data prototypes --encoding projected", 2, "--encoding");
  refuse("learn --data /nowhere --flip 0.3", 2, "--flip");
  refuse("learn --data prototypes --layers 2", 2, "--layers");
  refuse("learn --data prototypes --preset modules --self-coupling 0.3", 2, "--self-coupling");
  refuse("learn --data prototypes --preset chain --layers 5", 2, "--sweeps");
  refuse("learn --data prototypes --rule asynchronous --update-probability 0.5", 2,
         "--update-probability");
  refuse("learn --data prototypes --decay-time 3", 2, "--decay-time");
  refuse("learn --data prototypes --update-target 0.3", 2, "--update-target");
  refuse("learn --data prototypes --confidence 1", 2, "--confidence");
  refuse("learn --data prototypes --input-noise 0.6", 2, "--input-noise");
  refuse("learn --data prototypes --rate-form constant --final-factor 0.5", 2, "--final-factor");
  refuse("learn --data prototypes --average-interval 5", 2, "--average-interval");
  refuse("learn --data prototypes --margin 300", 2, "--margin");
  // Named as on the command line, also where the library finds it.
  refuse("learn --data prototypes --hidden 20 --rate 300", 2, "steady: --decay = 0.005");
  refuse("learn --data prototypes --hidden 20 --rate-input 300 --decay-input 1", 2,
         "steady: --decay-input = 1");
  refuse(small + " --average-epochs 1 --average-interval 500", 2,
         "steady: --average-interval = 500");
  // Refused though they repeat the default.
  refuse("learn --data prototypes --architecture x.toml --hidden 1600", 2, "--hidden");
  refuse("learn --data prototypes --architecture x.toml --preset single", 2, "--preset");
  refuse("learn --data prototypes --coupling 2.5", 2, "--coupling");
  refuse("learn --data /nowhere --flip 0.35", 2, "--flip");
  refuse("learn --data prototypes --decay-time 2", 2, "--decay-time");
  refuse("learn --data prototypes --architecture x.toml --hidden 50", 2, "--hidden");
  refuse("learn --data /nowhere", 3, "/nowhere");
  refuse("learn --data " + folder.file(""), 3, "neither idx files");
  refuse(few_epochs + " --model " + folder.file("no/model.h5"), 3, "no/model.h5");
  refuse(few_epochs + " --model /dev/full", 3, "/dev/full");
  refuse(few_epochs + " --model " + model + " --out " + model, 2, "--out");
  refuse("learn --data prototypes --hidden 130000", 3, "memory");
  refuse("classify --data prototypes", 2, "--model");
  refuse("classify --model " + model, 2, "--data");
  refuse("classify --data prototypes --model " + folder.file("none.h5"), 3, "none.h5");
  std::ofstream(folder.file("train.csv")) << "0,1,1\n";
  std::ofstream(folder.file("test.csv")) << "0,1,-1\n";
  refuse("classify --model " + model + " --data " + folder.file(""), 3, "60 inputs");
  refuse("learn --classes 10 --inputs 7 --data " + folder.file(""), 2, "--inputs");
  refuse("learn --hidden 20 --data " + folder.file(""), 3, "all its samples have the label 0");
  CHECK(run_steady("learn --hidden 20 --epochs 1 --classes 10 --model " + folder.file("net.v1") +
                   " --data " + folder.file(""))
            .code == 0);
  CHECK(fs::exists(folder.file("net.v1.checkpoint.h5")));  // not one for net.v1 and net.v2
  refuse("capacity --accuracy 0.2", 2, "--accuracy");
  refuse("capacity --layers 0", 2, "--layers");
  refuse("capacity --size 20 --layers 4 --sweeps 1", 2, "steady: --sweeps = 1");
  refuse("capacity --margin 300", 2, "--margin");
  refuse("capacity --resolution 0.5 --largest-load 0.2", 2, "--largest-load");
}

TEST_CASE("a rate that is too large is told, and its training goes on at a smaller one",
          "[learning]") {
  const Folder folder;
  const auto model = folder.file("m.h5"), checkpoint = folder.file("m.checkpoint.h5");
  const std::string base = few_epochs + " --decay 0 --model " + model;
  const auto outcome = run_steady(base + " --rate 300");
  INFO(outcome.err);
  CHECK(outcome.code == 1);
  CHECK_THAT(outcome.err, Contains("one batch") && Contains("lower the rates"));
  CHECK_FALSE(fs::exists(model));
  CHECK_THAT(outcome.err, Contains(checkpoint) && Contains("--new-rates"));
  const auto kept = steady::learning::read_checkpoint(checkpoint).state;
  CHECK(kept.epochs_done == 0);
  CHECK(kept.model.largest_field() < 256.0);

  refuse(base + " --rate 0.01 --resume", 2, "--rate: ");
  refuse(base + " --rate 0.01 --new-rates", 2, "--new-rates");
  refuse(base + " --rate 300 --resume --new-rates", 2, "--new-rates");
  refuse(base + " --rate 0.01 --margin 2 --resume --new-rates", 2, "--margin: ");
  const auto slower = base + " --rate 0.01 --resume --new-rates";
  CHECK(table_of(slower).provenance.at("earlier_rates") == "until epoch 0: --rate 300; ");
  // The files remember, and a plain --resume is that of the new training.
  CHECK(steady::learning::read_model(model).info.settings.at("earlier_rates") ==
        "until epoch 0: --rate 300; ");
  CHECK(results(table_of(base + " --rate 0.01 --resume")) ==
        results(table_of(few_epochs + " --decay 0 --rate 0.01")));
}

TEST_CASE("weights that grow too large leave a checkpoint that classify reads", "[learning]") {
  const Folder folder;
  const auto checkpoint = folder.file("m.checkpoint.h5");
  const auto outcome =
      run_steady(small +
                 " --epochs 200 --rate-readout 0.5 --rate-form constant --decay-readout 0 "
                 "--margin-readout 250 --model " +
                 folder.file("m.h5"));
  INFO(outcome.err);
  REQUIRE(outcome.code == 1);
  CHECK_THAT(outcome.err, Contains("the weights grew"));
  const auto rows = parse_csv(outcome.out).numbers("test_accuracy");
  REQUIRE(!rows.empty());
  const auto asked = table_of("classify --summary --data prototypes --model " + checkpoint);
  CHECK(asked.numbers("accuracy").back() == Approx(rows.back()));
  CHECK(asked.provenance.at("unfinished") ==
        "a checkpoint after " + std::to_string(rows.size()) + " epochs");

  // A checkpoint is not believed either.
  auto damaged = steady::learning::read_checkpoint(checkpoint);
  damaged.info.settings["test_accuracies"] = "0.5,many";
  steady::learning::write_checkpoint(checkpoint, damaged);
  refuse(small +
             " --epochs 200 --rate-readout 0.5 --rate-form constant --decay-readout 0 "
             "--margin-readout 250 --resume --model " +
             folder.file("m.h5"),
         3, "m.checkpoint.h5");
}

TEST_CASE("options without effect in a network are told, not refused", "[learning]") {
  const auto plain = run_steady(few_epochs + " --preset random-features");
  const auto outcome = run_steady(
      few_epochs +
      " --preset random-features --rate 0.3 --margin 1 --coupling-strength 2 --sweeps 9");
  CHECK(outcome.code == 0);
  CHECK(results(parse_csv(outcome.out)) == results(parse_csv(plain.out)));
  CHECK_THAT(outcome.err, Contains("without effect") &&
                              Contains("--coupling-strength, --rate, --margin, --sweeps"));
  for (const double share : parse_csv(outcome.out).numbers("update_fraction")) CHECK(share == 0.0);
}

TEST_CASE("named parameters set what is not given, and are recorded", "[learning]") {
  const std::string base =
      "learn --data prototypes --train-samples 1200 --hidden 40 --epochs 2 --threads 1 ";
  const auto strong = table_of(base + "--parameters strong --margin 0.9");
  CHECK(strong.provenance.at("self_coupling") == "4");
  CHECK(strong.provenance.at("readout_states") == "free");
  CHECK(strong.provenance.at("margin") == "0.9");
  const auto spelled = table_of(
      base +
      "--self-coupling 4 --feedback-strength 6 --input-strength 5.7 --coupling-strength 0.27 "
      "--margin 0.9 --margin-readout 0.8 --target-right 2 --rate 0.025 --rate-input 0.08 "
      "--rate-readout 0.114 --decay 0.003 --decay-readout 0.0003 --average-epochs 4 "
      "--readout-states free");
  CHECK(results(strong) == results(spelled));
  CHECK(results(strong) != results(table_of(base)));
  CHECK(results(table_of(base + "--parameters usual")) == results(table_of(base)));
}

TEST_CASE("real data: entangled MNIST and its files", "[data][learning]") {
  const char* data = std::getenv("STEADY_DATA");
  if (data == nullptr) {
    WARN("skipped: STEADY_DATA does not name a directory");
    return;
  }
  const Folder folder;
  const auto model = folder.file("mnist.h5");
  const auto mnist = (fs::path(data) / "mnist").string();
  const auto table =
      table_of("learn --data " + mnist + " --hidden 200 --epochs 2 --model " + model);
  CHECK(table.numbers("test_accuracy").back() > 0.72);
  const auto summary = table_of("classify --model " + model + " --summary --data " + mnist);
  CHECK(summary.numbers("samples").back() == 10000);
  CHECK(summary.numbers("accuracy").back() ==
        Approx(std::stod(table.provenance.at("final_test_accuracy"))));
}
