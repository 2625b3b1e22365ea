#include <apps/commands/subcommands.hpp>

int main(int argc, char* argv[]) {
  steady::apps::Program program;
  steady::apps::add_subcommands(program);
  return program.run(argc, argv);
}
