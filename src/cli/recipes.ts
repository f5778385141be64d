import { listRecipes, loadRecipe } from '../segment/recipe.js';
import { type Command, JSON_OPTION, onlyPositional } from './command.js';
import { formatTable } from './table.js';

export const recipesCommand: Command = {
  name: 'recipes',
  arguments: '[name]',
  summary: 'The recipes that come with the program, or one of them.',
  options: { json: JSON_OPTION },
  async run(call, io) {
    if (call.positionals.length > 0) {
      const recipe = await loadRecipe(onlyPositional(call, 'recipe'));
      // What was found of a network is no option that a recipe could say.
      const { spec: _, ...segmenter } = recipe.segmenter;
      io.stdout.write(`${JSON.stringify({ ...recipe, segmenter }, null, 2)}\n`);
      return;
    }
    const recipes = await listRecipes();
    if (call.json) io.stdout.write(`${JSON.stringify(recipes)}\n`);
    else {
      const rows = recipes.map(({ name, title, segmenter }) => [name, title, segmenter.method]);
      io.stdout.write(formatTable(['recipe', 'what it maps', 'method'], rows));
    }
  },
};
